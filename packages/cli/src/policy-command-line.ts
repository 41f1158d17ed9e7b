// The command lines of `kos check` and `kos policy`: what they understand.

import { type Command, Option } from 'commander'
import { eventTypes, type SecurityEventType } from '@kos/security'
import { checkFiles } from './check.ts'
import { withPolicyOptions } from './command-options.ts'
import type { PolicyFolders } from './policy-files.ts'
import {
  type PolicyCommand,
  showDifferences,
  showExplanation,
  showGraph,
  showMatrix,
  showPaths,
  showPeers,
} from './policy.ts'
import type { Reporter } from './report.ts'
import type { Terminal } from './terminal.ts'

/** Where commands run, and where they leave their exit code. */
export interface Running {
  readonly terminal: Terminal
  readonly reporter: Reporter
  readonly result: { code: number }
}

/** Adds `kos check`. */
export function addCheck(program: Command, { terminal, reporter, result }: Running): void {
  withPolicyOptions(
    program
      .command('check')
      .description('Say what is wrong with policies (.psl, .psl.in), and .idl, .cdl, .edl files.')
      .argument('<paths...>', 'files, or folders with such files'),
  ).action((paths: readonly string[], options: PolicyFolders) => {
    result.code = checkFiles(paths, options, terminal, reporter)
  })
}

/** Adds `kos policy` and its commands. */
export function addPolicy(program: Command, { terminal, reporter, result }: Running): void {
  const policy = program
    .command('policy')
    .description('Show what a policy means, without running anything.')
  const running = (options: PolicyFolders): PolicyCommand => ({ options, terminal, reporter })
  const add = (name: string, description: string): Command =>
    withPolicyOptions(policy.command(name).description(description))

  addMatrix(add, running, result)
  addGraph(add, running, result)
  add('paths <file> <from> <to>', 'Whether a class can reach another one, and over whom.').action(
    (file: string, from: string, to: string, options: PolicyFolders) => {
      result.code = showPaths(file, from, to, running(options))
    },
  )
  addWithEvent(add('peers <file> [class]', 'Who may talk to whom.')).action(
    (file: string, of: string | undefined, options: EventFlags) => {
      result.code = showPeers(file, options.event, of, running(options))
    },
  )
  addWithEvent(
    add(
      'explain <file> <names...>',
      'The verdict about one operation and the rules behind it; ' +
        'the names are source, destination and endpoint.method.',
    ),
  ).action((file: string, names: readonly string[], options: EventFlags) => {
    result.code = showExplanation(file, options.event, names, running(options))
  })
  add('diff <before> <after>', 'What became granted and what denied in a policy.').action(
    (before: string, after: string, options: PolicyFolders) => {
      result.code = showDifferences(before, after, running(options))
    },
  )
}

interface EventFlags extends PolicyFolders {
  readonly event: SecurityEventType
}

type Add = (name: string, description: string) => Command

type RunningWith = (options: PolicyFolders) => PolicyCommand

function addMatrix(add: Add, running: RunningWith, result: Running['result']): void {
  addWithEvent(add('matrix <file>', 'Which class may talk to which, in a table.'))
    .option('--server <class>', 'the methods of one class, and who may call them')
    .action((file: string, options: EventFlags & { readonly server?: string }) => {
      result.code = showMatrix(file, options.event, options.server, running(options))
    })
}

interface GraphOptionFlags extends EventFlags {
  readonly core?: boolean
  readonly format: 'mermaid' | 'svg'
  readonly out?: string
}

function addGraph(add: Add, running: RunningWith, result: Running['result']): void {
  addWithEvent(add('graph <file>', 'Which class may talk to which, as a graph.'))
    .addOption(
      new Option('--format <name>', 'the language of the graph')
        .choices(['mermaid', 'svg'])
        .default('mermaid'),
    )
    .option('--core', 'show the kernel, too')
    .option('-o, --out <file>', 'where to write; standard output if left out')
    .action((file: string, options: GraphOptionFlags) => {
      const { event, core = false, format, out } = options
      result.code = showGraph(file, { event, core, format, out }, running(options))
    })
}

function addWithEvent(command: Command): Command {
  return command.addOption(
    new Option('--event <type>', 'the events it is about').choices(eventTypes).default('request'),
  )
}
