// The endpoints of a process by their qualified names, and the numbers that messages have for them.

import type { AnyInterface } from '@kos/idl'
import type { Component, Module } from './module.ts'

/** An endpoint of a process. */
export interface ComponentEndpoint {
  /**
   * Names of the components on the way to it and its own, with dots: `disk.store`, or `store` for
   * one of the process itself.
   */
  readonly name: string
  /**
   * The type of the component that has it, or the class of the process, and its own name:
   * `demo.Storage.store`. Two components of one type have the same.
   */
  readonly typeName: string
  /** Its index in the server, from 0, in the order in which endpoints are written. */
  readonly riid: number
  readonly interface: Module
  /** The text of the comments beside it. */
  readonly doc: string
}

/** A security interface of a process or of a component inside it. */
export interface SecurityInterface {
  /** Names of the components on the way to it, with dots; empty for that of the process itself. */
  readonly name: string
  readonly interface: Module
}

/**
 * The endpoints of a process: its sections in the order they are written, a component's endpoints
 * where the component stands.
 */
export function endpointsOf(component: Component): readonly ComponentEndpoint[] {
  const rows: ComponentEndpoint[] = []
  const visit = ({ name: type, entries }: Component, path: string): void => {
    for (const entry of entries) {
      const name = path + entry.node.name.text
      if (entry.kind === 'component') visit(entry.component, `${name}.`)
      else {
        rows.push({
          name,
          typeName: `${type}.${entry.node.name.text}`,
          riid: rows.length,
          interface: entry.interface,
          doc: entry.node.doc,
        })
      }
    }
  }
  visit(component, '')
  return rows
}

/** The security interfaces of a process and of the components inside it. */
export function securityOf(component: Component): readonly SecurityInterface[] {
  const rows: SecurityInterface[] = []
  const visit = ({ security, entries }: Component, name: string): void => {
    if (security !== null) rows.push({ name, interface: security })
    for (const entry of entries) {
      const path = name === '' ? entry.node.name.text : `${name}.${entry.node.name.text}`
      if (entry.kind === 'component') visit(entry.component, path)
    }
  }
  visit(component, '')
  return rows
}

/**
 * The endpoints as a program declares them: `program({ endpoints: endpointInterfaces(server) },
 * ...)`.
 */
export function endpointInterfaces(component: Component): {
  readonly [name: string]: AnyInterface
} {
  const rows = endpointsOf(component)
  return Object.fromEntries(rows.map((row) => [row.name, row.interface.interface!.definition]))
}
