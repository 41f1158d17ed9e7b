// The classes of a policy: their EDL files, and what these say of endpoints and interfaces.

import {
  type Component,
  endpointsOf,
  type FileAccess,
  findProcessFile,
  type FoundFile,
  loadProject,
  missingFile,
  type Project,
  securityOf,
} from '@kos/idl-compiler'
import type { Diagnostic, Diagnostics } from '@kos/idl-compiler/text'
import type { PolicyClass, PolicyEndpoint, PolicyFiles } from './policy.ts'
import { type ClassUse, isSystemName } from './policy-files.ts'

/** The root folder of the files that come with the system. */
const systemRoot = 'system:'

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
  files: PolicyFiles,
  diagnostics: Diagnostics,
): LoadedClasses {
  const access = accessOf(files)
  const unique = uniqueUses(uses, diagnostics)
  const paths = new Map<string, string | null>()
  for (const use of unique) {
    if (paths.has(use.edl.text)) continue
    const found = findProcessFile(use.edl.text, use.source.path, access)
    if (found.path === null) reportMissing(use, found, diagnostics)
    paths.set(use.edl.text, found.path)
  }
  const project = loadProject(
    [...new Set(paths.values())].filter((path) => path !== null),
    access,
  )
  const classes = unique.map((use) => {
    const path = paths.get(use.edl.text) ?? null
    return [use.name.text, classOf(use, path, project, diagnostics)] as const
  })
  const { hasErrors } = project
  return { classes: new Map(classes), diagnostics: project.diagnostics, hasErrors }
}

function accessOf({ read, system, roots = [], modules, identity }: PolicyFiles): FileAccess {
  const readAny = (path: string): string | null => {
    if (!path.startsWith(`${systemRoot}/`)) return read(path)
    return system?.(path.slice(systemRoot.length + 1)) ?? null
  }
  return {
    read: readAny,
    roots: system === undefined ? roots : [...roots, systemRoot],
    ...(modules === undefined ? {} : { modules }),
    ...(identity === undefined ? {} : { identity }),
  }
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

function reportMissing(
  { edl, source }: ClassUse,
  { lookedFor }: FoundFile,
  diagnostics: Diagnostics,
): void {
  const paths = lookedFor.filter((path) => !path.startsWith(systemRoot)).join(', ')
  const message = `there is no EDL file of ${edl.text}`
  if (!isSystemName(edl.text))
    diagnostics.error(source, edl, message, `looked for ${paths}`, missingFile)
  else
    diagnostics.warning(source, edl, `${message}: its endpoints are not known`, systemHint(paths))
}

function systemHint(paths: string): string {
  return `it is in the include folder of the KasperskyOS SDK; looked for ${paths}`
}

function classOf(
  { name, edl, source }: ClassUse,
  path: string | null,
  { components }: Project,
  diagnostics: Diagnostics,
): PolicyClass {
  const component = components.find((each) => each.kind === 'edl' && each.name === edl.text)
  if (component !== undefined) return knownClass(name.text, component)
  const other = components.find(({ file }) => file.source.path === path)
  if (other !== undefined) {
    const message = `${path} declares the class ${other.name}, not ${edl.text}`
    diagnostics.error(source, edl, message, 'the class is called as its file')
  }
  return Object.freeze({ name: name.text, endpoints: [], security: null, isKnown: false })
}

function knownClass(name: string, component: Component): PolicyClass {
  const endpoints = endpointsOf(component).flatMap((row): readonly PolicyEndpoint[] => {
    const { interface: checked } = row.interface
    if (checked === null) return []
    const own = row.name.includes('.') ? row.typeName : `${name}.${row.name}`
    const typeNames = [...new Set([row.typeName, own])]
    return [Object.freeze({ name: row.name, typeNames, interface: checked.definition })]
  })
  const own = securityOf(component).find((each) => each.name === '')
  const security = own?.interface.interface?.definition ?? null
  return Object.freeze({ name, endpoints, security, isKnown: true })
}
