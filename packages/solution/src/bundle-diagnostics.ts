// Messages of esbuild as diagnostics, with their places, and in the words of programs of kos.

import { resolve } from 'node:path'
import type { Message } from 'esbuild'
import type { Diagnostic } from '@kos/idl-compiler'
import { nearest } from '@kos/idl-compiler/text'
import { type Bundles, insideGenerated } from './bundle.ts'
import type { SolutionCode } from './codes.ts'
import type { SolutionDescription } from './description.ts'
import type { GeneratedModules } from './generated-modules.ts'
import { exportsOf } from './kos-modules.ts'
import { nameHint } from './name-hint.ts'

/** What esbuild says, as diagnostics; `shown` is a path as people see it. */
export function bundleDiagnostics(
  { errors, warnings }: Pick<Bundles, 'errors' | 'warnings'>,
  description: SolutionDescription,
  generated: GeneratedModules['texts'],
  shown: (path: string) => string,
): readonly Diagnostic[] {
  return [...errors, ...warnings].map((message) => {
    const { location, text } = message
    const { file = '.', line = 0, lineText = '' } = location ?? {}
    const path = resolve(description.folder, file)
    const { what, hint, code } =
      missingExport(text) ?? missingModule(text, path, description, generated) ?? other(message)
    // esbuild only warns of an import of nothing, since it knows no types; it is never meant.
    const isError = errors.includes(message) || code === 'bad-import'
    const column = units(lineText, location?.column ?? 0)
    return Object.freeze<Diagnostic>({
      severity: isError ? 'error' : 'warning',
      file: shown(path),
      line,
      column: column + 1,
      length: units(lineText.slice(column), location?.length ?? 0),
      text: lineText,
      message: what,
      ...(hint === undefined ? {} : { hint }),
      code,
    })
  })
}

interface Said {
  readonly what: string
  readonly hint?: string | undefined
  readonly code: SolutionCode
}

const noExport = [
  /^No matching export in "(?<from>.*)" for import "(?<name>.*)"$/,
  /^Import "(?<name>.*)" will always be undefined .* in "(?<from>.*)"$/,
]

function missingExport(text: string): Said | null {
  const found = noExport.map((each) => each.exec(text)?.groups).find((each) => each !== undefined)
  if (found === undefined) return null
  const { name = '', from = '' } = found
  const module = from.replace(/^(kos|generated):/, '')
  const hint = from.startsWith('kos:') ? nameHint(name, exportsOf(module)) : undefined
  return { what: `${module} exports no ${name}`, hint, code: 'bad-import' }
}

function missingModule(
  text: string,
  from: string,
  { folder, generated: ownFolder }: SolutionDescription,
  generated: GeneratedModules['texts'],
): Said | null {
  const specifier = /^Could not resolve "(.*)"$/.exec(text)?.[1]
  if (specifier === undefined) return null
  const what = `there is no module ${specifier}`
  if (!specifier.startsWith('.'))
    return {
      what,
      hint: specifier.startsWith('@kos/') ? undefined : packageHint,
      code: 'bad-import',
    }
  const inside = insideGenerated(resolve(from, '..', specifier), folder, ownFolder)
  const hint = inside === null ? undefined : generatedHint(inside, generated)
  return { what, hint, code: 'bad-import' }
}

const packageHint = 'install the package in the folder, or correct its name'

function generatedHint(path: string, generated: GeneratedModules['texts']): string {
  const meant = nearest(path, generated.keys())
  return meant === null
    ? 'no interface file of the folder declares it'
    : `did you mean ${meant} in this folder?`
}

function other({ text, notes }: Message): Said {
  const what = text.slice(0, 1).toLowerCase() + text.slice(1)
  return { what, hint: notes[0]?.text, code: 'bad-program' }
}

/** UTF-16 units of as many bytes of UTF-8. */
function units(text: string, bytes: number): number {
  return Buffer.from(text).subarray(0, bytes).toString().length
}
