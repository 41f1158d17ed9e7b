// The command lines of `kos new` and `kos graph`: what they understand.

import { type Command, Option } from 'commander'
import { jsonHelp } from './command-options.ts'
import { UsageError } from './inputs.ts'
import { type TemplateName, templates } from './new/template.ts'
import { type Running, whenCalled, withExamples } from './running.ts'

interface NewFlags {
  readonly template: TemplateName
  readonly ts?: boolean
  readonly js?: boolean
}

/** Adds `kos new`. */
export function addNew(program: Command, running: Running): void {
  const list = Object.entries(templates).map(([name, what]) => `  ${name.padEnd(13)}  ${what}`)
  const command = program
    .command('new')
    .description('Make the folder of a new solution, which runs at once.')
    .argument('<folder>', 'where; it may be there, but none of the files')
    .addOption(
      new Option('--template <name>', 'what to begin with')
        .choices(Object.keys(templates))
        .default('hello'),
    )
    .option('--ts', 'programs in TypeScript (default)')
    .option('--js', 'programs in JavaScript')
    .option('--json', jsonHelp)
    .addHelpText('after', `\nTemplates:\n${list.join('\n')}\n`)
  withExamples(command, [
    ['new crossing --template traffic-light', 'a folder crossing'],
    ['new . --js', 'in this folder, in JavaScript'],
  ])
  whenCalled(command, running, async (folder: string, flags: NewFlags) => {
    if (flags.ts === true && flags.js === true) throw new UsageError('--ts and --js are one choice')
    const { newSolution } = await import('./new/new.ts')
    const language = flags.js === true ? 'js' : 'ts'
    const options = { template: flags.template, language } as const
    return newSolution(folder, options, running.terminal, running.reporter)
  })
}

interface GraphFlags {
  readonly svg?: boolean
  readonly mermaid?: boolean
  readonly out?: string
}

const folderHelp = 'the folder of a solution; default this one'

/** Adds `kos graph`. */
export function addGraph(program: Command, running: Running): void {
  const command = program
    .command('graph')
    .description('Show the processes of a solution, who can call whom, and what the policy says.')
    .argument('[folder]', folderHelp, '.')
    .option('--svg', 'a picture (default)')
    .option('--mermaid', 'text of Mermaid, for README files')
    .option('--json', jsonHelp)
    .option('-o, --out <file>', 'where to write; standard output if left out')
  withExamples(command, [
    ['graph -o graph.svg', 'a picture of the solution in this folder'],
    ['graph traffic --mermaid', 'for a README'],
  ])
  whenCalled(command, running, async (folder: string, flags: GraphFlags) => {
    if (flags.svg === true && flags.mermaid === true)
      throw new UsageError('--svg and --mermaid are one choice')
    const { showSolution } = await import('./graph/graph.ts')
    const format = flags.mermaid === true ? 'mermaid' : 'svg'
    const output = { format, out: flags.out } as const
    return showSolution(folder, output, running.terminal, running.reporter)
  })
}
