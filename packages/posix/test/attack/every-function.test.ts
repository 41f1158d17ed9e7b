// Every function with garbage in place of every argument: it answers, as it declares; it throws
// nothing, does not hang, and leaves nothing. What was thrown inside of it is reported.

import { InputBytes, type Posix } from '@kos/posix'
import { expect, test } from 'vitest'
import { PosixWorld } from '../posix-world.ts'
import { fixtures, type Fixtures, plausible } from './plausible.ts'
import { garbage, type Signature, signatures, trapped } from './signatures.ts'

/** Those that end the thread or the process, whatever they are given. */
const ending = new Set(['exit', '_exit', '_Exit', 'abort', 'pthread_exit', 'raise', 'kill'])

/** Those that pass on what a function of the program throws. */
const calling = new Set(['pthread_once', 'glob', 'scandir'])

type Call = (...args: unknown[]) => unknown

function functionsOf(posix: Posix): [string, Call][] {
  const known = Object.keys(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(posix)))
  const all = known.map((name): [string, unknown] => [name, posix[name as keyof Posix]])
  return all.filter(
    (each): each is [string, Call] => typeof each[1] === 'function' && !ending.has(each[0]),
  )
}

function random(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const kinds = [...Object.keys(garbage), 'trapped']

function spoilt(kind: string, good: unknown): unknown {
  if (kind !== 'trapped') return garbage[kind]?.()
  return typeof good === 'object' && good !== null ? trapped(good) : undefined
}

// Without a limit of time, to wait forever is right; so is to pass on what a callback throws.
function isLeftOut(name: string, kind: string): boolean {
  if (calling.has(name) && kind === 'throwing function') return true
  return name === 'poll' ? kind.startsWith('-') : name.endsWith('select') && kind === 'null'
}

/** What the engine says of such arguments. Anything else that was thrown is a mistake of functions. */
const ofArguments =
  /code of an argument|revoked|Cannot convert|BigInt|incompatible|detached|private member|not a typed/

/** What is tried: to be said if it waits forever. */
let doing = ''

/** Calls a function with every kind of garbage, and answers what was wrong. */
async function attack(
  posix: Posix,
  [name, call]: [string, Call],
  { types, isPromise }: Signature,
  has: Fixtures,
): Promise<string[]> {
  const faults: string[] = []
  const pick = random(7)
  const tried = kinds.filter((kind) => !isLeftOut(name, kind))
  for (const kind of tried)
    for (let at = -1; at < types.length; at++) {
      const args = types.map((type, index) => {
        const good = plausible(type, has, pick)
        return at < 0 || at === index ? spoilt(kind, good) : good
      })
      const what = (doing = `${name}, argument ${at}, ${kind}`)
      try {
        const answer = call(...args)
        const isRight = answer instanceof Promise === isPromise
        if (!isRight) faults.push(`${what}: a promise, or none`)
        if (answer instanceof Promise) await answer
      } catch (error) {
        faults.push(`${what}: ${String((error as Error).stack)}`)
      }
      const isErrno = Number.isInteger(posix.errno) && posix.errno >= 0 && posix.errno < 134
      if (!isErrno) faults.push(`${what}: errno`)
      posix.errno = 0
    }
  return faults
}

test('whatever every function is given, it answers as it declares', async () => {
  const declared = signatures()
  const faults: string[] = []
  let count = 0
  for (let index = 0; ; index++) {
    await using world = new PosixWorld()
    world.client('Program')
    const found = await world
      .act(
        'Program',
        async (posix) => {
          const each = functionsOf(posix)[index]
          if (each === undefined) return null
          const signature = declared.get(each[0])
          if (signature === undefined) {
            // A stub takes nothing.
            return each[0] === 'constructor' || each[1](Symbol('none')) === -1 ? [] : [each[0]]
          }
          count++
          return attack(posix, each, signature, await fixtures(posix))
        },
        { input: new InputBytes(new Uint8Array()) },
      )
      .catch((error: Error) => {
        throw new Error(`${doing}: ${error.message}`)
      })
    faults.push(...world.misuses.splice(0).filter((text) => !ofArguments.test(text)))
    if (found === null) break
    faults.push(...found)
  }
  expect(faults).toEqual([])
  expect(count).toBeGreaterThan(330)
}, 30_000)
