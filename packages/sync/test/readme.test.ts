// What the README shows is run: the leading example, what threads do, and the new form of each old
// snippet.

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { KeyedMutex, Mutex, RWLock, Semaphore } from '@kos/sync'
import { brew, refill } from './readme-example.ts'
import { simulate } from './readme-threads.ts'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
const readme = read('../README.md')

describe('the examples of the README', () => {
  it('are the files that these tests run', () => {
    for (const file of ['readme-example', 'readme-threads'])
      expect(readme).toContain('```ts\n' + read(`./${file}.ts`) + '```')
  })

  it('make coffee', async () => {
    const cups = Promise.all([brew('Anna'), brew('Ben'), brew('Carl')])
    const controller = new AbortController()
    const late = brew('Dora', controller.signal)
    controller.abort(new Error('no time for coffee'))
    await expect(late).rejects.toThrow('no time for coffee')
    await refill()
    expect(await cups).toEqual(['Anna has coffee', 'Ben has coffee', 'Carl has coffee'])
  })

  it('give what their last lines say', async () => {
    const said = [...read('./readme-threads.ts').matchAll(/^\/\/ (\d+: .*)$/gm)].map(
      ([, line]) => line,
    )
    expect(said.length).toBeGreaterThan(2)
    expect(await simulate()).toEqual(said)
  })
})

type Snippet = (scope: Readonly<Record<string, unknown>>) => Promise<unknown>

/** Code between backticks, as a function of the names that it uses. */
function compile(code: string): Snippet {
  const AsyncFunction = (async () => {}).constructor as new (
    ...parts: string[]
  ) => (...args: unknown[]) => Promise<unknown>
  const names = ['mutex', 'locks', 'semaphore', 'rwlock', 'controller', 'work']
  const run = new AsyncFunction(...names, code)
  return (scope) => run(...names.map((name) => scope[name]))
}

describe('the new form of what the README shows of other packages', () => {
  const rows = readme
    .split('\n')
    .filter((line) => line.startsWith('| `') && line.includes('<!-- new -->'))
    .map((line) =>
      line
        .split('<!-- new -->')
        .map((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code!)),
    )

  it('is there for each of the packages', () => {
    expect(rows.length).toBeGreaterThan(20)
    for (const [old, now] of rows) expect([old?.length, now?.length]).toEqual([1, 1])
  })

  for (const [[old] = [], [now] = []] of rows) {
    it(`runs in place of: ${old}`, async () => {
      let worked = 0
      const scope = {
        mutex: new Mutex(),
        locks: new KeyedMutex(),
        semaphore: new Semaphore(4, { max: 4 }),
        rwlock: new RWLock(),
        controller: new AbortController(),
        work: () => Promise.resolve(++worked),
      }
      await compile(now!)(scope)
      expect(worked).toBe(now!.includes('work') ? 1 : 0)
      const { mutex, locks, semaphore, rwlock } = scope
      expect([mutex.isLocked, mutex.waiting, semaphore.count, semaphore.waiting]).toEqual([
        false,
        0,
        semaphore.max,
        0,
      ])
      expect(locks.size).toBe(0)
      expect([rwlock.readers, rwlock.writer, rwlock.waiting]).toEqual([0, null, 0])
    })
  }
})
