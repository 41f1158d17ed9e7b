// The classes of a policy: their EDL files, and what these say of endpoints and interfaces.

import {
  type Component,
  endpointsOf,
  findProcessFile,
  loadProject,
  missingFile,
  notPublic,
  type ProcessFile,
  type Project,
  securityOf,
} from '@kos/idl-compiler'
import type { Diagnostic, Diagnostics } from '@kos/idl-compiler/text'
import type { PolicyClass, PolicyEndpoint, PolicyFiles } from './policy.ts'
import { type ClassUse, isSystemName } from './policy-files.ts'

/** Classes, and what is wrong with their files. */
export interface LoadedClasses {
  /** By name. */
  readonly classes: ReadonlyMap<string, PolicyClass>
  /** Errors and warnings of EDL, CDL and IDL files. */
  readonly diagnostics: readonly Diagnostic[]
  readonly hasErrors: boolean
}

/** Loads classes. What is wrong with their use is added to `diagnostics`. */
export function loadClasses(
  uses: readonly ClassUse[],
  access: PolicyFiles,
  diagnostics: Diagnostics,
): LoadedClasses {
  const unique = uniqueUses(uses, diagnostics)
  const paths = new Map<string, string | null>()
  for (const use of unique) {
    if (paths.has(use.edl.text)) continue
    const found = findProcessFile(use.edl.text, use.source.path, access)
    checkFound(use, found, access, diagnostics)
    paths.set(use.edl.text, found.path)
  }
  const project = loadProject(
    [...new Set(paths.values())].filter((path) => path !== null),
    access,
  )
  const classes = unique.map((use) => {
    const path = paths.get(use.edl.text) ?? null
    return [use.name.text, classOf(use, path, project, access, diagnostics)] as const
  })
  const { hasErrors } = project
  return { classes: new Map(classes), diagnostics: project.diagnostics, hasErrors }
}

/** The first use of each class; another EDL file for it is an error. */
function uniqueUses(uses: readonly ClassUse[], diagnostics: Diagnostics): readonly ClassUse[] {
  const first = new Map<string, ClassUse>()
  for (const use of uses) {
    const { name, edl, source } = use
    const known = first.get(name.text)
    if (known === undefined) first.set(name.text, use)
    else if (known.edl.text !== edl.text) {
      const hint = `${known.source.path}:${known.source.lineOf(known.name.start)} says ${known.edl.text}`
      diagnostics.error(source, name, `the class ${name.text} has another EDL file already`, hint)
    }
  }
  return [...first.values()]
}

function checkFound(
  { edl, source }: ClassUse,
  { path, lookedFor, hint }: ProcessFile,
  access: PolicyFiles,
  diagnostics: Diagnostics,
): void {
  const { text } = edl
  const missing = path === null ? null : notPublic(path, access)
  if (missing !== null)
    diagnostics.warning(source, edl, `of ${text} this is not public: ${missing}`, hint)
  if (path !== null) return
  const message = `there is no EDL file of ${text}`
  const paths = `looked for ${lookedFor.join(', ')}`
  if (isSystemName(text))
    diagnostics.warning(source, edl, `${message}: its endpoints are not known`, `${hint}; ${paths}`)
  else diagnostics.error(source, edl, message, paths, missingFile)
}

function classOf(
  { name, edl, source }: ClassUse,
  path: string | null,
  { components }: Project,
  access: PolicyFiles,
  diagnostics: Diagnostics,
): PolicyClass {
  const component = components.find((each) => each.kind === 'edl' && each.name === edl.text)
  if (component !== undefined) return knownClass(name.text, component, access)
  const other = components.find(({ file }) => file.source.path === path)
  if (other !== undefined) {
    const message = `${path} declares the class ${other.name}, not ${edl.text}`
    diagnostics.error(source, edl, message, 'the class is called as its file')
  }
  return Object.freeze({ name: name.text, endpoints: [], security: null, isKnown: false })
}

function knownClass(name: string, component: Component, access: PolicyFiles): PolicyClass {
  const isPublic = ({ file }: { readonly file: { readonly source: { readonly path: string } } }) =>
    notPublic(file.source.path, access) === null
  const endpoints = endpointsOf(component).flatMap((row): readonly PolicyEndpoint[] => {
    const { interface: checked } = row.interface
    if (checked === null) return []
    const own = row.name.includes('.') ? row.typeName : `${name}.${row.name}`
    const typeNames = [...new Set([row.typeName, own])]
    const isKnown = isPublic(row.interface)
    return [Object.freeze({ name: row.name, typeNames, interface: checked.definition, isKnown })]
  })
  const own = securityOf(component).find((each) => each.name === '')
  const security = own?.interface.interface?.definition ?? null
  return Object.freeze({ name, endpoints, security, isKnown: isPublic(component) })
}
