// The sound part of a project with errors: what no error reaches can be generated all the same.

import type { Component, Module } from './module.ts'
import type { Project } from './project.ts'

/**
 * A project without errors: the packages without any that import no package with one, over any
 * number of steps, and the components and processes all of whose interfaces are among them.
 */
export function soundPart(project: Project): Project {
  const broken = new Set(
    project.diagnostics.filter(({ severity }) => severity === 'error').map(({ file }) => file),
  )
  const sound = soundModules(project.modules, broken)
  const isSound = ({ file, security, entries }: Component): boolean =>
    !broken.has(file.source.path) &&
    (security === null || sound.has(security)) &&
    entries.every((entry) =>
      entry.kind === 'component' ? isSound(entry.component) : sound.has(entry.interface),
    )
  return {
    modules: project.modules.filter((module) => sound.has(module)),
    components: project.components.filter(isSound),
    diagnostics: project.diagnostics.filter(({ severity }) => severity !== 'error'),
    hasErrors: false,
  }
}

// Packages may import each other: all are sound until what they import is not.
function soundModules(modules: readonly Module[], broken: ReadonlySet<string>): Set<Module> {
  const sound = new Set(modules.filter(({ file }) => !broken.has(file.source.path)))
  const isDoubtful = ({ imports }: Module): boolean => imports.some((each) => !sound.has(each))
  for (let lost = [...sound]; lost.length > 0;) {
    lost = [...sound].filter(isDoubtful)
    for (const module of lost) sound.delete(module)
  }
  return sound
}
