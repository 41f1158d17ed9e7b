// Cross checks of kos.json: names in it that are none.

import { resolve } from 'node:path'
import { programNames } from './init-file.ts'
import { nameHint } from './name-hint.ts'
import type { PlacedText } from './process-node.ts'
import type { CheckedFolder } from './process-checks.ts'

/** Checks the names and folders of kos.json. */
export function checkConfig(folder: CheckedFolder): void {
  const { config, processes, classes } = folder
  const nodes = processes.map(({ node }) => node)
  const classNames = [...nodes.map(({ className }) => className.text), ...classes.keys()]
  checkKeys(folder, 'programs', 'class', classNames)
  const names = processes.map(({ name }) => name)
  checkKeys(folder, 'files', 'process', names)
  if (folder.isComplete) config.dumpable.forEach((each) => checkName(each, 'process', names))
  const programs = nodes.flatMap((node) => programNames(node))
  for (const key of ['connections', 'env']) checkKeys(folder, key, 'program', programs)
  for (const { text, span, file } of [...config.include, config.programFolder]
    .filter((each) => each !== null)
    .filter((each) => !folder.files.hasFolder(resolve(folder.files.folder, each.text))))
    file.error(span, `there is no folder ${text}`, 'missing-file')
}

function checkKeys(
  { config, isComplete }: CheckedFolder,
  key: string,
  what: string,
  names: readonly string[],
): void {
  if (!isComplete) return
  for (const [name, placed] of config.keys)
    if (name.startsWith(`${key}.`)) checkName(placed, what, names)
}

function checkName({ text, span, file }: PlacedText, what: string, names: readonly string[]): void {
  if (names.includes(text)) return
  file.error(span, `there is no ${what} ${text}`, 'unknown-key', nameHint(text, names))
}
