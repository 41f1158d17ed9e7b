// What a policy denies to a hostile process does not happen, however it is asked for: no message is
// delivered, no system call is done, and nothing is answered.

import { coreClass } from '@kos/security'
import { describe, expect, test } from 'vitest'
import type { Probe, SecurityMonitor, TaskThread } from '../../src/index.ts'
import { hosts } from '../world.ts'
import { firstSeed, timeLimit } from './length.ts'
import { RawAttacker } from './raw-attack.ts'
import { runOnce } from './runs.ts'

interface Head {
  readonly type: string
  readonly source: string
  readonly destination: string
  readonly endpoint: string
}

/** What is denied, in words. */
const denials: Readonly<Record<string, (event: Head) => boolean>> = {
  'requests of H2 to H0': ({ type, source, destination }) =>
    type === 'request' && source === 'H2' && destination === 'H0',
  'responses of the server to H0': ({ type, source, destination }) =>
    type !== 'request' && source === 'Server' && destination === 'H0',
  'security requests of H1': ({ type, source }) => type === 'security' && source === 'H1',
  'memory of H1': ({ source, destination, endpoint }) =>
    source === 'H1' && destination === coreClass && endpoint === 'vmm.VMM',
}

/** A policy with these denials, and what passed in spite of it. */
class Watch {
  readonly denied: Set<string> = new Set()
  readonly passed: Set<string> = new Set()
  readonly monitor: SecurityMonitor
  readonly probe: Probe
  readonly #names: Map<number, string> = new Map()

  /** Asked about each event, or about each kind of event once. */
  constructor(asks: boolean) {
    this.monitor = {
      classify: (event) => {
        if (asks) return 'ask'
        return this.#reasonAgainst(event) === undefined ? 'granted' : 'denied'
      },
      decide: (event) =>
        this.#reasonAgainst(event) === undefined
          ? { granted: true }
          : { granted: false, reason: 'denied-by-rule', message: 'denied' },
    }
    this.probe = this.#watching()
  }

  #reasonAgainst(event: Head): string | undefined {
    return Object.keys(denials).find((reason) => denials[reason]?.(event) === true)
  }

  #watching(): Probe {
    const passes = (type: string, source: string, destination: string, endpoint: string): void => {
      const reason = this.#reasonAgainst({ type, source, destination, endpoint })
      if (reason !== undefined) this.passed.add(reason)
    }
    const nameOf = (sid: number): string => this.#names.get(sid) ?? ''
    return {
      taskStarted: ({ sid, name }) => void this.#names.set(sid, name),
      requested: (client, server) => passes('request', nameOf(client), nameOf(server), ''),
      answered: (client, server) => passes('response', nameOf(server), nameOf(client), ''),
      called: ({ owner }, { endpoint }) =>
        passes('request', (owner as TaskThread).task.name, coreClass, endpoint),
      denied: (event) => void this.denied.add(this.#reasonAgainst(event) ?? 'a malformed message'),
    }
  }
}

describe.each(hosts)('on %s', (_name, host) => {
  test.each([
    ['asked about each event', true],
    ['asked once about each kind of event', false],
  ])(
    'what a policy denies that is %s does not happen',
    async (_way, asks) => {
      const watch = new Watch(asks)
      for (let seed = firstSeed; seed < firstSeed + 12; seed++) {
        const options = { seed, host: host(), security: watch.monitor, probe: watch.probe }
        const { findings } = await runOnce(options, (...args) => new RawAttacker(...args))
        expect(findings, `seed ${seed}`).toEqual([])
      }
      expect([...watch.passed]).toEqual([])
      expect([...watch.denied]).toEqual(expect.arrayContaining(Object.keys(denials)))
    },
    timeLimit,
  )
})
