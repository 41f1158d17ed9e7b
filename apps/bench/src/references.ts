// What cases are compared against, so that all mean the same by "a ping-pong". Each is the leanest
// code for its job that we know of: a flattering reference would make the ratio worthless. A case
// with a reference that nobody else needs defines it in its own file.
import { MessageChannel } from 'node:worker_threads'
import { expose, wrap } from 'comlink'
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs'
import type { Batch, Reference } from './case.ts'
import { limit, peer } from './case.ts'
import { Rounds } from './cases/rounds.ts'
import { consume } from './sink.ts'

/**
 * Entries that stand in the maps while they are measured, as many as a busy process has handles.
 */
export const standingEntries = 1024

/**
 * Two async functions that resolve each other's promises. An iteration is a full round, two
 * hand-overs: what an IPC call and its reply cost at least, since each must switch to another async
 * function once.
 */
export const pingPong: Reference = {
  ...limit('ping-pong', { awaits: true, start: startPingPong }),
  hasSmallYoungGeneration: true,
}

/**
 * Half a round of {@link pingPong}: an iteration is one hand-over, what a thread switch costs at
 * least.
 */
export const halfPingPong: Reference = {
  ...limit('half a ping-pong', {
    awaits: true,
    start: () => {
      const batch = startPingPong()
      return (handOvers) => batch(Math.ceil(handOvers / 2))
    },
  }),
  hasSmallYoungGeneration: true,
}

/** A look-up by number among {@link standingEntries}. */
export const mapGet: Reference = limit('Map.get', {
  awaits: false,
  start: () => {
    const map = new Map<number, number>()
    for (let key = 0; key < standingEntries; key++) map.set(key, key)
    return (iterations) => {
      let sum = 0
      for (let i = 0; i < iterations; i++)
        sum = (sum + (map.get(i & (standingEntries - 1)) ?? 0)) | 0
      consume(sum)
    }
  },
})

/** A new key put in and taken out again, beside {@link standingEntries}. */
export const mapSetDelete: Reference = limit('Map.set + Map.delete', {
  awaits: false,
  start: () => {
    const map = new Map<number, number>()
    for (let key = 0; key < standingEntries; key++) map.set(key, key)
    return (iterations) => {
      let deleted = 0
      for (let i = 0; i < iterations; i++) {
        const key = standingEntries + (i & 0xf_ffff)
        map.set(key, i)
        if (map.delete(key)) deleted++
      }
      consume(deleted)
    }
  },
})

/**
 * A typed call over a message channel inside one thread: three numbers and a short string in, two
 * numbers out.
 */
export const comlinkCall: Reference = peer('comlink', {
  awaits: true,
  start: () => {
    const { port1, port2 } = new MessageChannel()
    expose({ move }, nodeEndpoint(port1))
    const remote = wrap<{ move: typeof move }>(nodeEndpoint(port2))
    return async (iterations) => {
      let sum = 0
      for (let i = 0; i < iterations; i++) {
        const { distance, cost } = await remote.move(i, 2, 3, 'north')
        sum += distance + cost
      }
      consume(sum)
    }
  },
})

function move(
  x: number,
  y: number,
  speed: number,
  direction: string,
): { distance: number; cost: number } {
  return { distance: x + y, cost: speed * direction.length }
}

/**
 * Two loops that live as long as the case. Functions made for each batch would be compiled anew
 * after each garbage collection, and take up to twice as long. No other form is faster: executors
 * that are made once, or write to a field, take as long, `Promise.withResolvers` a tenth longer.
 */
function startPingPong(): Batch {
  const rounds = new Rounds()
  let wakePing = nobody
  let wakePong = nobody

  async function ping(): Promise<void> {
    for (;;) {
      const count = await rounds.next()
      for (let i = 0; i < count; i++) {
        const turn = new Promise<void>((resolve) => {
          wakePing = resolve
        })
        wakePong()
        await turn
      }
      rounds.finish()
    }
  }

  async function pong(): Promise<void> {
    for (;;) {
      await new Promise<void>((resolve) => {
        wakePong = resolve
      })
      wakePing()
    }
  }

  // Pong goes first: it must wait before ping can wake it.
  void pong()
  void ping()
  return rounds.batch
}

function nobody(): void {}
