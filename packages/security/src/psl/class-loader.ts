// The classes of a policy: their EDL files, and what these say of endpoints and interfaces.

import {
  type Component,
  endpointsOf,
  findProcessFile,
  loadProject,
  missingFile,
  type Module,
  notPublic,
  type ProcessFile,
  type Project,
  securityOf,
} from '@kos/idl-compiler'
import type { Diagnostic, Diagnostics } from '@kos/idl-compiler/text'
import { meantHint } from './name-hint.ts'
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
  const known = access.project?.components ?? []
  const isKnown = (path: string): boolean => known.some(({ file }) => file.source.path === path)
  const others = [...new Set(paths.values())].filter((path) => path !== null)
  const project = loadProject(
    others.filter((path) => !isKnown(path)),
    access,
  )
  const components = [...known, ...project.components]
  const classes = unique.map((use) => {
    const path = paths.get(use.edl.text) ?? null
    return [use.name.text, classOf(use, path, components, access, diagnostics)] as const
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
  else {
    const hint = meantHint(text, namesIn(access)) ?? `${paths}${flatHint(text, access)}`
    diagnostics.error(source, edl, message, hint, missingFile)
  }
}

function namesIn({ project }: PolicyFiles): readonly string[] {
  const components = project?.components ?? []
  return components.filter(({ kind }) => kind === 'edl').map(({ name }) => name)
}

/** What finds the file if it lies flat, as `resources/Server.edl`; empty if that was tried. */
function flatHint(name: string, { modules = [], declaring }: PolicyFiles): string {
  const module = name.slice(0, Math.max(0, name.lastIndexOf('.')))
  if (module === '' || modules.includes(module) || declaring !== undefined) return ''
  const file = `${name.slice(module.length + 1)}.edl`
  return `; a ${file} in a flat folder is found with --include FOLDER --module ${module}`
}

function classOf(
  { name, edl, source }: ClassUse,
  path: string | null,
  components: Project['components'],
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
  return Object.freeze({
    name: name.text,
    endpoints: [],
    security: null,
    securityInterfaces: [],
    isKnown: false,
  })
}

function knownClass(name: string, component: Component, access: PolicyFiles): PolicyClass {
  const endpoints = endpointsOf(component).flatMap(
    ({ name: path, typeName, interface: module }) => {
      const own = path.includes('.') ? typeName : `${name}.${path}`
      return endpointOf(path, [...new Set([typeName, own])], module, access)
    },
  )
  const securityInterfaces = securityOf(component).flatMap((row) => {
    const path = row.name === '' ? '' : `${row.name}.security`
    const type = typeAt(component, row.name)
    return endpointOf(path, type === null ? [] : [`${type}.security`], row.interface, access)
  })
  const security = securityInterfaces.find((each) => each.name === '')?.interface ?? null
  const isKnown = isPublic(component.file.source, access)
  return Object.freeze({ name, endpoints, security, securityInterfaces, isKnown })
}

function endpointOf(
  name: string,
  typeNames: readonly string[],
  { interface: checked, file }: Module,
  access: PolicyFiles,
): readonly PolicyEndpoint[] {
  if (checked === null) return []
  const isKnown = isPublic(file.source, access)
  return [Object.freeze({ name, typeNames, interface: checked.definition, isKnown })]
}

function isPublic({ path }: { readonly path: string }, access: PolicyFiles): boolean {
  return notPublic(path, access) === null
}

/** The type of the component at the end of a path; null for the process itself. */
function typeAt({ entries }: Component, path: string): string | null {
  if (path === '') return null
  const [first, ...rest] = path.split('.')
  const entry = entries.find(({ node }) => node.name.text === first)
  if (entry?.kind !== 'component') return null
  return rest.length === 0 ? entry.component.name : typeAt(entry.component, rest.join('.'))
}
