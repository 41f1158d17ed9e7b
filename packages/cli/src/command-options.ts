// Options that several commands have.

import type { Command } from 'commander'

/** What commands say of `--json`. */
export const jsonHelp = 'write one JSON object with all that is said'

/** Adds the folders in which a command finds files. */
export function withFolders(command: Command): Command {
  return command
    .option(
      '-I, --include <folder>',
      'a folder that names of packages count from; may come up several times',
      collect,
      [],
    )
    .option(
      '--module <name>',
      'a module whose files lie in flat folders, as NK_MODULE of CMake says; ' +
        'may come up several times',
      collect,
      [],
    )
}

/** Adds what a command reads policies with, and `--json`. */
export function withPolicyOptions(command: Command): Command {
  return withFolders(command)
    .option(
      '--define <NAME=VALUE>',
      'a variable of templates; may come up several times',
      collect,
      [],
    )
    .option(
      '--external <class>',
      'a class that @INIT_EXTERNAL_ENTITIES@ stands for; may come up several times',
      collect,
      [],
    )
    .option('--json', jsonHelp)
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}
