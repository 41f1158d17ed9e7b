// `generate`: TypeScript of a project, a module for each package, component and process.

import { type Diagnostic, Diagnostics } from '../text/index.ts'
import type { Project } from '../project.ts'
import type { GenerateContext, GeneratedFile } from './module-text.ts'
import { generateComponent } from './generate-component.ts'
import { generateInterface } from './generate-interface.ts'
import { ExportNames } from './names.ts'

/** Choices for `generate`. */
export interface GenerateOptions {
  /**
   * The package that generated modules import from: '@kos/libkos', or '@kos/idl' for messages
   * alone.
   */
  readonly runtime?: string
  /**
   * The ending of imports of generated modules: 'js' for compilers and bundlers, 'ts' for platforms
   * that run TypeScript directly.
   */
  readonly extension?: 'js' | 'ts'
}

/** Generated files, and warnings about names that had to change. */
export interface Generated {
  readonly files: readonly GeneratedFile[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Generates TypeScript. Throws TypeError if the project has errors. */
export function generate(project: Project, options: GenerateOptions = {}): Generated {
  if (project.hasErrors)
    throw new TypeError('generate: the project has errors; show its diagnostics instead')
  const { runtime = '@kos/libkos', extension = 'js' } = options
  const diagnostics = new Diagnostics()
  const names = new ExportNames(project.modules, diagnostics)
  const context: GenerateContext = {
    modules: project.modules,
    names,
    imports: { runtime, extension },
  }
  const packages = project.modules.map((module) => generateInterface(module, context))
  const components = project.components.map((component) => generateComponent(component, context))
  return { files: [...packages, ...components], diagnostics: diagnostics.list }
}
