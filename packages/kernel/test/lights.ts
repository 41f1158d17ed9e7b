// A server and what it serves: what most tests of peers need.

import {
  connect,
  defineInterface,
  handle,
  INFINITE_TIMEOUT,
  type Kos,
  program,
  type Program,
  serve,
  string,
  uint32,
} from '@kos/libkos'
import type { World } from './world.ts'

/** Small, with errors, and with handles both ways. */
export const Lights = defineInterface('demo.Lights', {
  Set: {
    in: { mode: uint32, name: string(16) },
    out: { result: uint32 },
    error: { reason: uint32 },
  },
  Lend: { in: { lamp: handle }, out: { back: handle } },
})

/** What a process may ask the security module: requests of Lights fit it. */
export const LightsGuard = defineInterface('demo.LightsGuard', {
  Set: { in: { mode: uint32, name: string(16) } },
  Lend: { in: { lamp: handle } },
})

/**
 * Serves `lights` under the connection of that name; mode 13 is an error, mode 99 takes a second.
 */
export const LightServer = program({ endpoints: { lights: Lights } }, async (kos) => {
  await serve(kos, 'lights', {
    lights: {
      async Set({ mode, name }) {
        if (mode === 13) return { error: { reason: 7 } }
        if (mode === 99) await kos.KnSleep(1_000)
        return { result: mode + name.length }
      },
      Lend: ({ lamp }) => ({ back: lamp.handle }),
    },
  })
})

/** Declares the endpoint and never takes a request. */
export const IdleServer = program({ endpoints: { lights: Lights } }, async (kos) => {
  kos.ServiceLocatorRegister('lights')
  await kos.KnSleep(1_000_000)
})

/**
 * Declares the endpoint, and waits for nothing until it is killed: for tests that act as a server.
 */
export const ActedServer = program({ endpoints: { lights: Lights } }, async (kos) => {
  const { notice } = kos.KnNoticeCreate()
  if (notice !== undefined) await kos.KnNoticeGetEvent(notice, INFINITE_TIMEOUT, 1)
})

/** Calls once, and returns the code. */
export function client(mode: number): Program<Kos> {
  return program(async (kos) => {
    const lights = connect(kos, Lights, 'lights', 'lights')
    const { rc } = await lights.Set({ mode, name: 'abc' })
    return Number(rc)
  })
}

/** Spawns a client of a server, both by these programs. */
export function pair(world: World, server: Program<Kos>, ...clients: Program<Kos>[]): void {
  world.kernel.spawn(server, { name: 'Server' })
  const connections = { lights: 'Server' }
  for (const [index, main] of clients.entries())
    world.kernel.spawn(main, { name: `Client${index}`, connections })
}
