// A model of one's own, as docs/models.md shows it: so many calls of a client in a time.
import { readFileSync } from 'node:fs'
import { defineInterface } from '@kos/idl'
import { expect, test } from 'vitest'
import { any, createMonitor, request } from '../../src/index.ts'
import { conditionsOf, type Model, type SidArgument } from '../../src/models/index.ts'
import { event } from '../fixture.ts'
import { environment, objectOf } from './fixture.ts'

interface Limit {
  readonly calls: number
  readonly msec: number
}

class CallCounts {
  #counts = new Map<unknown, number>()
  #start = 0
  readonly #limit: Limit
  readonly #now: () => number

  constructor(limit: Limit, now: () => number) {
    this.#limit = limit
    this.#now = now
  }

  pass({ sid }: SidArgument) {
    if (this.#now() - this.#start >= this.#limit.msec) {
      this.#start = this.#now()
      this.#counts = new Map()
    }
    const counts = this.#counts
    const count = counts.get(sid) ?? 0
    if (count >= this.#limit.calls) return false
    counts.set(sid, count + 1)
    return { granted: true, rollback: () => void counts.set(sid, count) }
  }
}

const number = { kind: 'group', group: 'Number' } as const
const rateLimit: Model = {
  name: 'RateLimit',
  types: [],
  config: () => ({ kind: 'record', fields: { calls: number, msec: number } }),
  create: (_, config) => ({
    rules: {
      pass: {
        parameter: { kind: 'record', fields: { sid: { kind: 'sid' } } },
        apply: (argument, counts: CallCounts) => counts.pass(argument),
      },
    },
    expressions: {},
    instantiate: ({ now }) => new CallCounts(config as Limit, now),
  }),
}

const Printer = defineInterface('demo.Printer', { Print: {} })
const limit = conditionsOf(rateLimit, { calls: 2, msec: 1000 })
const pass = limit.rule('pass', ({ sourceSid: sid }) => ({ sid }))
const policy = [request(any, 'Printer', Printer.Print, pass)]

const page = readFileSync(new URL('../../docs/models.md', import.meta.url), 'utf8')

function print(sourceSid: number) {
  const names = { destination: 'Printer', interface: 'demo.Printer', method: 'Print' }
  return event({ ...names, message: {}, sourceSid })
}

test('the example of docs/models.md is the code of this test', () => {
  const own = readFileSync(new URL(import.meta.url), 'utf8')
  const code = own.slice(own.indexOf('interface Limit'), own.indexOf('const page ='))
  expect(page).toContain(code.trimEnd())
})

test('each client has so many calls in a time, and again after it', () => {
  let time = 0
  const monitor = createMonitor(policy, { now: () => time })
  const granted = (sid: number) => monitor.decide(print(sid)).granted
  expect([granted(1), granted(1), granted(1), granted(2)]).toEqual([true, true, false, true])
  time = 999
  expect([granted(1), granted(2), granted(2)]).toEqual([false, true, false])
  time = 1000
  expect([granted(1), granted(1), granted(1)]).toEqual([true, true, false])
})

test('a call that another rule denies does not count', () => {
  let isDenied = true
  const monitor = createMonitor([...policy, request(any, any, () => !isDenied)], { now: () => 0 })
  const granted = () => monitor.decide(print(1)).granted
  expect([granted(), granted(), granted()]).toEqual([false, false, false])
  isDenied = false
  expect([granted(), granted(), granted()]).toEqual([true, true, false])
})

test('two monitors count for themselves', () => {
  const [one, other] = [
    createMonitor(policy, { now: () => 0 }),
    createMonitor(policy, { now: () => 0 }),
  ]
  for (const monitor of [one, other])
    expect([1, 1, 1].map((sid) => monitor.decide(print(sid)).granted)).toEqual([true, true, false])
})

test('the rule is one of a policy object like any other', () => {
  const tested = objectOf(rateLimit, { calls: 1, msec: 10 }, {}, environment())
  expect([tested.grants('pass', { sid: 1 }), tested.grants('pass', { sid: 1 })]).toEqual([
    true,
    false,
  ])
})
