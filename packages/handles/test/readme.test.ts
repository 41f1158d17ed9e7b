import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  HandleSpace,
  OCAP_HANDLE_SPEC,
  OCAP_HANDLE_TRANSFER,
  rcHandleRevoked,
  rcNoCapability,
  unwrap,
} from '../src/index.ts'

test('the example of the README does what it says', () => {
  interface Clock {
    now(): number
    set(time: number): void
  }

  const READ = OCAP_HANDLE_SPEC(1) // the meaning of a right is yours to define
  const SET = OCAP_HANDLE_SPEC(2)
  const PASS = OCAP_HANDLE_TRANSFER // the right to transfer a handle

  const host = new HandleSpace<Clock>()
  const alice = new HandleSpace({ tableOf: host })
  const bob = new HandleSpace({ tableOf: host })

  let time = 42
  const clock = { now: () => time, set: (value: number) => void (time = value) }
  const { handle } = unwrap(host.create(clock, READ | SET | PASS))

  const log: string[] = []
  const { loan } = unwrap(
    host.lend(alice, handle, READ | PASS, { onClosed: () => log.push('loan ended') }),
  )
  const atBob = unwrap(alice.transfer(bob, loan.handle, READ)).handle

  expect(bob.get(atBob, READ).object?.now()).toBe(42)
  expect(bob.get(atBob, SET).rc === rcNoCapability).toBe(true)

  loan.revoke() // or `using loan = ...`
  expect(alice.get(loan.handle, READ).rc === rcHandleRevoked).toBe(true)
  expect(bob.get(atBob, READ).rc === rcHandleRevoked).toBe(true)
  host.get(handle, SET).object?.set(0) // the host keeps its own

  expect(time).toBe(0)
  expect(log).toEqual(['loan ended'])
})

test('the README holds the code that is tested here', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const code = readme.slice(readme.indexOf('```ts\n') + 6, readme.indexOf('\n```\n'))
  const body = readFileSync(new URL(import.meta.url), 'utf8')
  // The formatter breaks lines elsewhere where code is indented: white space does not count.
  const bare = (text: string): string =>
    text
      .replace(/expect\((.*)\)\.toBe\(.*\)$/gm, '$1')
      .replace(/ \/\/.*/g, '')
      .replace(/\s+/g, '')
  const tested = bare(body)
  const paragraphs = code.split('\n\n').filter((text) => !text.startsWith('import'))
  expect(paragraphs.length).toBeGreaterThan(4)
  for (const paragraph of paragraphs) expect(tested).toContain(bare(paragraph))
})
