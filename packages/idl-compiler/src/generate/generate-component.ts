// The module of a component or process: its endpoints, ready for `program({ endpoints }, ...)`, and
// what a process is made of, ready for `EntityInit`.

import { freeName, reservedWords } from '@kos/idl/printer'
import { type ComponentEndpoint, endpointsOf, securityOf } from '../endpoints.ts'
import type { Component, Module } from '../module.ts'
import { pathOfName } from '../paths.ts'
import { type GenerateContext, type GeneratedFile, modulePath, ModuleText } from './module-text.ts'
import { docLines, keyText, noLint } from './typescript.ts'

const ownNames: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'className',
  'sizes',
  'endpoints',
  'endpointInfo',
  'entityInfo',
  'security',
  // Types that it imports.
  'EntityInfo',
  'InterfaceSizes',
])

/** Generates the module of a component. */
export function generateComponent(component: Component, context: GenerateContext): GeneratedFile {
  const { kind, name, file } = component
  const text = new ModuleText(`${pathOfName(name, kind)}.ts`, context.imports)
  const locals = new Map<Module, string>()
  const interfaceText = (module: Module): string => {
    const exported = context.names.interface(module)
    const taken = new Set(locals.values())
    const local =
      locals.get(module) ??
      freeName(exported, (each) => ownNames.has(each) || reservedWords.has(each) || taken.has(each))
    locals.set(module, local)
    return text.from(modulePath(module), exported, local)
  }
  if (kind === 'edl') addClass(name, text)
  addEndpoints(component, text, interfaceText)
  addInfo(component, text)
  if (kind === 'edl' && !text.isForMessages) addEntity(component, text)
  if (kind === 'edl') addSizes(endpointsOf(component), text)
  addSecurity(component, text, interfaceText)
  const head = `// Made by \`kos gen\` from ${pathOfName(name, kind)}. Do not edit.`
  const doc =
    file.doc === '' ? [] : ['//', ...file.doc.split('\n').map((line) => `// ${line}`.trimEnd())]
  return { path: text.path, text: text.text([head, ...doc, noLint]) }
}

function addClass(name: string, text: ModuleText): void {
  text.add('', '/** The class of the process. */', `export const className = '${name}'`)
}

function addEndpoints(
  component: Component,
  text: ModuleText,
  interfaceText: (module: Module) => string,
): void {
  const rows = endpointsOf(component)
  const doc =
    `The endpoints of ${component.name}, in the order of their RIIDs: ` +
    '`program({ endpoints, endpointInfo }, ...)`.'
  text.add('', ...docLines(doc), 'export const endpoints: {')
  for (const row of rows)
    text.add(
      ...docLines(row.doc, 1),
      `  readonly ${keyText(row.name)}: ${interfaceText(row.interface)}`,
    )
  text.add(
    '} = {',
    ...rows.map((row) => `  ${keyText(row.name)}: ${interfaceText(row.interface)},`),
    '}',
  )
}

function addInfo(component: Component, text: ModuleText): void {
  const entry = '{ readonly name: string; readonly riid: number; readonly interface: string }'
  text.add(
    '',
    '/** Every name that an endpoint has: by the type of what has it, and by the way to it. */',
  )
  text.add(`export const endpointInfo: readonly ${entry}[] = [`)
  for (const { name, typeName, riid, interface: module } of endpointsOf(component)) {
    for (const each of [typeName, name])
      text.add(`  { name: '${each}', riid: ${riid}, interface: '${module.name}' },`)
  }
  text.add(']')
}

function addEntity(component: Component, text: ModuleText): void {
  const doc =
    'What the process is made of: `kos.EntityInit(entityInfo)`, or with more in it, as ' +
    '`{ ...entityInfo, flags: ENTITY_FLAG_DUMPABLE }`.'
  text.add(
    '',
    ...docLines(doc),
    `export const entityInfo: ${text.type('EntityInfo')} = {`,
    '  eiid: className,',
    `  max_endpoints: ${endpointsOf(component).length},`,
    '  endpoints: endpointInfo,',
    '  args: [],',
    '  envs: [],',
    '  flags: 0,',
    ...nodeLines('componentTree: ', '', component, 1),
    '}',
  )
}

// A component and those inside it.
function nodeLines(key: string, name: string, component: Component, depth: number): string[] {
  const indent = '  '.repeat(depth)
  const start = `${indent}${key}{ name: '${name}', type: '${component.name}', components: [`
  const inside = component.entries.flatMap((entry) => {
    if (entry.kind === 'endpoint') return []
    return nodeLines('', entry.node.name.text, entry.component, depth + 1)
  })
  return inside.length === 0 ? [`${start}] },`] : [start, ...inside, `${indent}] },`]
}

function addSizes(rows: readonly ComponentEndpoint[], text: ModuleText): void {
  const keys = ['request', 'requestArena', 'response', 'responseArena'] as const
  const largest = keys.map((key) => {
    const sizes = rows.map((row) => row.interface.interface!.definition.$sizes[key])
    return `${key}: ${Math.max(0, ...sizes)}`
  })
  text.add(
    '',
    '/** The largest messages of all endpoints, in bytes: for buffers that serve every one. */',
    `export const sizes: ${text.type('InterfaceSizes')} = { ${largest.join(', ')} }`,
  )
}

function addSecurity(
  component: Component,
  text: ModuleText,
  interfaceText: (module: Module) => string,
): void {
  const rows = securityOf(component)
  if (rows.length === 0) return
  text.add(
    '',
    '/** Security interfaces: of the process itself under the empty name, ' +
      'of components under the way to them. */',
  )
  text.add('export const security: {')
  for (const { name, interface: module } of rows)
    text.add(`  readonly '${name}': ${interfaceText(module)}`)
  text.add(
    '} = {',
    ...rows.map(({ name, interface: module }) => `  '${name}': ${interfaceText(module)},`),
    '}',
  )
}
