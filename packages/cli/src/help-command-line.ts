// The command lines of `kos explain` and `kos completion`: what they understand.

import { Argument, type Command } from 'commander'
import { jsonHelp } from './command-options.ts'
import { completionScript, type Shell, shells } from './completion.ts'
import { exitOk } from './exit-codes.ts'
import { type Running, whenCalled, withExamples } from './running.ts'

/** Adds `kos explain`. */
export function addExplain(program: Command, running: Running): void {
  const command = program
    .command('explain')
    .description(
      'Say what something means and what to do about it: a return code, a code of a ' +
        'diagnostic, a denial as it was printed, a system call, a function of libkos.',
    )
    .argument('<thing...>', 'a name, a number, or a line; quotes may be left out')
    .option('--json', jsonHelp)
    .allowUnknownOption()
  withExamples(command, [
    ['explain rcNotConnected', 'a return code, by name'],
    ['explain 0x80000013', 'or by number'],
    ['explain missing-file', 'what kos check said'],
    ['explain KnHandleCopy', 'a function'],
    ["explain 'request demo.Client -> demo.Server ...: denied, ...'", 'a denial'],
  ])
  whenCalled(command, running, async (words: readonly string[]) => {
    const { explainThing } = await import('./explain/explain.ts')
    const { solutionCodes } = await import('@kos/solution')
    const thing = words.filter((word) => word !== '--json')
    return explainThing(thing, solutionCodes, running.reporter)
  })
}

/** Adds `kos completion`. */
export function addCompletion(program: Command, running: Running): void {
  const command = program
    .command('completion')
    .description('Print a script that completes command lines of kos in a shell.')
    .addArgument(new Argument('<shell>', 'the shell').choices(shells))
  withExamples(command, [
    ['completion bash >> ~/.bashrc', 'for each new shell'],
    ['completion fish > ~/.config/fish/completions/kos.fish', 'the same for fish'],
  ])
  whenCalled(command, running, (shell: Shell) => {
    running.reporter.text(completionScript(shell, program))
    return exitOk
  })
}
