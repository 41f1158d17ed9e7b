// The command lines of the commands for folders of solutions: what they understand.

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
