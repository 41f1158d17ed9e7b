// `kos new`: the folder of a new solution, from a template.

import { existsSync, lstatSync, mkdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { describeSolution, writeGenerated } from '@kos/solution'
import { exitFailure, exitOk } from '../exit-codes.ts'
import { shownPath } from '../inputs.ts'
import { buildHint, kosCommand } from '../kos-command.ts'
import { counted, type Reporter } from '../report.ts'
import type { Terminal } from '../terminal.ts'
import { unbuiltPackage, withPackages } from './npm-files.ts'
import { type Language, templateFiles, type TemplateName } from './template.ts'

/** What the command line says beside the folder. */
export interface NewOptions {
  readonly template: TemplateName
  readonly language: Language
}

/**
 * Makes a solution in `folder`; returns the exit code. Nothing is written if one of its files is
 * there already, or if this `kos` is not built.
 */
export function newSolution(
  folder: string,
  { template, language }: NewOptions,
  terminal: Terminal,
  reporter: Reporter,
): number {
  const target = resolve(terminal.cwd, folder)
  const name = basename(target)
  const values = {
    name,
    package: packageName(name),
    kos: kosCommand(target),
    ending: language,
  }
  const files = [...templateFiles(template, values)].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const shown = (path: string): string => shownPath(join(target, path), terminal.cwd)
  const there = files.map(([path]) => path).filter((path) => isThere(join(target, path)))
  if (there.length > 0) {
    const list = there.map(shown).join(', ')
    reporter.failure(`nothing was written, for kos new overwrites no file: ${list}`)
    return exitFailure
  }
  const unbuilt = language === 'ts' ? unbuiltPackage() : null
  if (unbuilt !== null) {
    reporter.failure(`${unbuilt} is not built: ${buildHint()}`)
    return exitFailure
  }
  for (const [path, text] of files) {
    mkdirSync(dirname(join(target, path)), { recursive: true })
    writeFileSync(join(target, path), withPackages(path, text, target), { flag: 'wx' })
    reporter.written(shown(path))
  }
  // Editors look for what programs import.
  writeGenerated(describeSolution(target, { cwd: terminal.cwd }))
  reporter.summary(`${counted(files.length, 'file')} written. Next:\n${nextSteps(shown('.'))}`)
  return exitOk
}

// Also a link that leads nowhere: no file can be made of its name.
function isThere(path: string): boolean {
  return existsSync(path) || lstatSync(path, { throwIfNoEntry: false }) !== undefined
}

function nextSteps(folder: string): string {
  const steps = [
    ...(folder === '.' ? [] : [`cd ${folder}`]),
    'npm start      # kos run: runs it',
    'npm test       # kos test: tests its policy and its programs',
    'npm run graph  # kos graph: who may talk to whom, as a picture',
  ]
  return steps.map((step) => `  ${step}`).join('\n')
}

function packageName(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z\d._-]+/g, '-')
    .replaceAll(/^[._-]+|-+$/g, '')
  return plain === '' ? 'solution' : plain
}
