// What a module of a program exports, against the EDL file of its class: the endpoints of the two
// are the same, in the same order, or clients would call one for another.

import { type Component, endpointsOf, type Module, securityOf } from '@kos/idl-compiler'
import type { Program } from '@kos/libkos'

/** Whether a value is a program. */
export function isProgram(value: unknown): value is Program {
  if (typeof value !== 'object' || value === null) return false
  const { main, endpoints } = value as Partial<Program>
  return typeof main === 'function' && typeof endpoints === 'object'
}

/** What is not as the EDL file says, and the file says it otherwise; null if they agree. */
export interface Mismatch {
  readonly message: string
  readonly hint: string
}

type Interface = NonNullable<Module['interface']>['definition']

/** Compares a program with the EDL file of its class. */
export function mismatchOf(program: Program, component: Component): Mismatch | null {
  const { source } = component.file
  const declared = endpointsOf(component).map(
    (row) => [row.name, definition(row.interface)] as const,
  )
  const endpoints = difference('endpoints', Object.entries(program.endpoints), declared)
  const guards = securityOf(component).map((row) => [row.name, definition(row.interface)] as const)
  const security = difference('security interfaces', Object.entries(program.security ?? {}), guards)
  const message = endpoints ?? security
  if (message === null) return null
  const generated = `generated/${component.name.replaceAll('.', '/')}.edl.ts`
  const hint = `${source.path} says so; take them of ${generated}`
  return { message, hint }
}

function definition({ interface: checked }: Module): Interface {
  return (checked as NonNullable<Module['interface']>).definition
}

function difference(
  what: string,
  own: readonly (readonly [string, Interface])[],
  declared: readonly (readonly [string, Interface])[],
): string | null {
  const [has, wants] = [own, declared].map((list) => namesOf(list))
  if (has !== wants) return `its ${what} are ${has}, those of its class ${wants}`
  for (const [i, [name, target]] of own.entries()) {
    const [, other] = declared[i] as (typeof declared)[number]
    const [mine, its] = [target, other].map((each) => methodsOf(each))
    if (mine !== its)
      return `${target.$name} of ${name || 'it'} has the methods ${mine}, that of its class ${its}`
    if (JSON.stringify(target.$sizes) !== JSON.stringify(other.$sizes))
      return `${target.$name} of ${name || 'it'} has other parameters than that of its class`
  }
  return null
}

function namesOf(list: readonly (readonly [string, Interface])[]): string {
  const names = list.map(([name, { $name }]) => (name === '' ? $name : `${name} : ${$name}`))
  return names.length === 0 ? 'none' : names.join(', ')
}

function methodsOf({ $methods }: Interface): string {
  return $methods.length === 0 ? 'none' : $methods.map(({ name }) => name).join(', ')
}
