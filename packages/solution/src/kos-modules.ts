// What programs import from `@kos/...`: the very modules that this package, and so the kernel, runs
// with. Interfaces and programs are recognised by identity, so a second copy, such as one in
// node_modules of the folder, would not do.
//
// A bundle cannot import them by an address: who hosts the kernel may have loaded them in a way of
// its own (a test runner, a bundler). So a function on `globalThis`, under a key of this copy of the
// package, answers the modules by name, and a bundle has small modules that read them from there.

import { randomUUID } from 'node:crypto'

type Exports = Readonly<Record<string, unknown>>

let registered: { readonly key: string; readonly modules: Map<string, Exports> } | null = null

/** The exports of a module of kos, by its name, such as `@kos/libkos/codec`; null: there is none. */
export async function kosModule(name: string): Promise<Exports | null> {
  const { modules } = registry()
  const known = modules.get(name)
  if (known !== undefined) return known
  const exports = await importOwn(name)
  if (exports !== null) modules.set(name, exports)
  return exports
}

/** The names of the exports of a module that was imported. */
export function exportsOf(name: string): readonly string[] {
  return Object.keys(registry().modules.get(name) ?? {})
}

/** The text of a module that has these exports in a bundle; those not used fall away. */
export function kosModuleText(name: string, exports: Exports): string {
  const lines = Object.keys(exports).map((each) =>
    each === 'default'
      ? 'export default /* @__PURE__ */ get("default")'
      : `export const ${each} = /* @__PURE__ */ get("${each}")`,
  )
  const modules = `globalThis[Symbol.for(${JSON.stringify(registry().key)})]`
  return [`const get = (name) => ${modules}(${JSON.stringify(name)})[name]`, ...lines, ''].join(
    '\n',
  )
}

function registry(): NonNullable<typeof registered> {
  if (registered !== null) return registered
  const modules = new Map<string, Exports>()
  registered = { key: `@kos/solution ${randomUUID()}`, modules }
  // It cannot be written, so no program gives others a module of its own.
  const value = (name: string): Exports | undefined => modules.get(name)
  Object.defineProperty(globalThis, Symbol.for(registered.key), { value })
  return registered
}

async function importOwn(name: string): Promise<Exports | null> {
  try {
    return (await import(/* @vite-ignore */ name)) as Exports
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== undefined && absent.has(code)) return null
    throw error
  }
}

const absent: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'ERR_MODULE_NOT_FOUND',
  'ERR_PACKAGE_PATH_NOT_EXPORTED',
])
