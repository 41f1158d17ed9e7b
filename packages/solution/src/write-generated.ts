// Writes the generated modules of a folder, so that editors and type checks find them. Programs are
// loaded with modules from memory, so they need no such files.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { SolutionDescription } from './description.ts'
import { generatedModules } from './generated-modules.ts'

/**
 * Writes the generated modules that differ from what is there, into the folder `generated` of the
 * description; returns their absolute paths. Of a folder with errors, those of the interface files
 * that have none.
 */
export function writeGenerated({ project, generated }: SolutionDescription): readonly string[] {
  const written: string[] = []
  for (const [name, text] of generatedModules(project).texts) {
    const path = join(generated, name)
    if (currentText(path) === text) continue
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    written.push(path)
  }
  return written
}

function currentText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
