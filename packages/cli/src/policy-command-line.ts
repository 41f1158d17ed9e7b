// The command lines of `kos policy`: what they understand.

import { type Command, Option } from 'commander'
import { eventTypes, type SecurityEventType } from '@kos/security'
import { withPolicyOptions } from './command-options.ts'
import type { PolicyFolders } from './policy-files.ts'
import type { PolicyCommand } from './policy.ts'
import { type Running, whenCalled, withExamples } from './running.ts'

/** Adds `kos policy` and its commands. */
export function addPolicy(program: Command, running: Running): void {
  const policy = program
    .command('policy')
    .description('Show what a policy means, without running anything.')
  withExamples(policy, [
    ['policy matrix security.psl', 'which class may talk to which'],
    [
      'policy explain security.psl demo.Client demo.Server ops.Div',
      'why one operation is granted or denied',
    ],
  ])
  for (const add of [addMatrix, addGraph, addPaths, addPeers, addExplanation, addDifferences])
    add(policy, running)
}

interface EventFlags extends PolicyFolders {
  readonly event: SecurityEventType
}

function command(policy: Command, name: string, description: string): Command {
  return withPolicyOptions(policy.command(name).description(description))
}

function withEvent(command: Command): Command {
  return command.addOption(
    new Option('--event <type>', 'the events it is about').choices(eventTypes).default('request'),
  )
}

function commandOf({ terminal, reporter }: Running, options: PolicyFolders): PolicyCommand {
  return { options, terminal, reporter }
}

function addMatrix(policy: Command, running: Running): void {
  const matrix = withEvent(
    command(policy, 'matrix <file>', 'Which class may talk to which, in a table.'),
  ).option('--server <class>', 'the methods of one class, and who may call them')
  type Flags = EventFlags & { readonly server?: string }
  withExamples(matrix, [
    ['policy matrix security.psl --server demo.Server', 'the methods of one class'],
  ])
  whenCalled(matrix, running, async (file: string, flags: Flags) => {
    const { showMatrix } = await import('./policy.ts')
    return showMatrix(file, flags.event, flags.server, commandOf(running, flags))
  })
}

interface GraphOptionFlags extends EventFlags {
  readonly core?: boolean
  readonly format: 'mermaid' | 'svg'
  readonly out?: string
}

function addGraph(policy: Command, running: Running): void {
  const graph = withEvent(
    command(policy, 'graph <file>', 'Which class may talk to which, as a graph.'),
  )
    .addOption(
      new Option('--format <name>', 'the language of the graph')
        .choices(['mermaid', 'svg'])
        .default('mermaid'),
    )
    .option('--core', 'show the kernel, too')
    .option('-o, --out <file>', 'where to write; standard output if left out')
  withExamples(graph, [['policy graph security.psl --format svg -o graph.svg', 'a picture']])
  whenCalled(graph, running, async (file: string, flags: GraphOptionFlags) => {
    const { showGraph } = await import('./policy.ts')
    const { event, core = false, format, out } = flags
    return showGraph(file, { event, core, format, out }, commandOf(running, flags))
  })
}

function addPaths(policy: Command, running: Running): void {
  const paths = command(
    policy,
    'paths <file> <from> <to>',
    'Whether a class can reach another one, and over whom.',
  )
  withExamples(paths, [
    ['policy paths security.psl demo.Client demo.Log', 'over whom it gets there'],
  ])
  whenCalled(
    paths,
    running,
    async (file: string, from: string, to: string, flags: PolicyFolders) => {
      const { showPaths } = await import('./policy.ts')
      return showPaths(file, from, to, commandOf(running, flags))
    },
  )
}

function addPeers(policy: Command, running: Running): void {
  const peers = withEvent(command(policy, 'peers <file> [class]', 'Who may talk to whom.'))
  withExamples(peers, [['policy peers security.psl demo.Server', 'with whom one class may talk']])
  whenCalled(peers, running, async (file: string, of: string | undefined, flags: EventFlags) => {
    const { showPeers } = await import('./policy.ts')
    return showPeers(file, flags.event, of, commandOf(running, flags))
  })
}

function addExplanation(policy: Command, running: Running): void {
  const explain = withEvent(
    command(
      policy,
      'explain <file> <names...>',
      'The verdict about one operation and the rules behind it; ' +
        'the names are source, destination and endpoint.method.',
    ),
  )
  withExamples(explain, [
    ['policy explain security.psl demo.Client demo.Server ops.Div', 'why it is granted or denied'],
  ])
  whenCalled(
    explain,
    running,
    async (file: string, names: readonly string[], flags: EventFlags) => {
      const { showExplanation } = await import('./policy.ts')
      return showExplanation(file, flags.event, names, commandOf(running, flags))
    },
  )
}

function addDifferences(policy: Command, running: Running): void {
  const diff = command(
    policy,
    'diff <before> <after>',
    'What became granted and what denied in a policy.',
  )
  withExamples(diff, [['policy diff old.psl security.psl', 'what a change lets through']])
  whenCalled(diff, running, async (before: string, after: string, flags: PolicyFolders) => {
    const { showDifferences } = await import('./policy.ts')
    return showDifferences(before, after, commandOf(running, flags))
  })
}
