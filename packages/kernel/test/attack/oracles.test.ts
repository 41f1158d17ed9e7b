// What watches an attack is attacked itself: services break the word of the kernel, each in one way,
// and each is found. And a service is attacked as soon as a kernel has it.

import { describe, expect, test } from 'vitest'
import { realm } from '../../src/index.ts'
import { hosts } from '../world.ts'
import { breaches, broken, type BrokenHandler, counting } from './broken-service.ts'
import { firstSeed } from './length.ts'
import { RawAttacker } from './raw-attack.ts'
import { type AttackerMaker, runOnce } from './runs.ts'

const raw: AttackerMaker = (...args) => new RawAttacker(...args)

/** Seeds that are tried until a fault is found: each attacks it in some way. */
const seeds = 12

async function isFound(finding: string, handler: BrokenHandler): Promise<boolean> {
  for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
    const { findings } = await runOnce({ seed, host: realm(), services: [broken(handler)] }, raw)
    if (findings.join('\n').includes(finding)) return true
  }
  return false
}

describe('an attack finds', () => {
  test.each(breaches)('a service by which it holds that one %s', async (finding, handler) => {
    expect(await isFound(finding, handler)).toBe(true)
  })

  test('what is left at the end', async () => {
    const services = [broken(() => -1, { secrets: 1 })]
    const { findings } = await runOnce({ seed: firstSeed, host: realm(), services }, raw)
    expect(findings).toEqual(['left at the end: {"secrets":1}'])
  })

  test('an error that nobody caught', async () => {
    const services = [broken(() => (void Promise.reject(new Error('escaped')), -1))]
    const { findings } = await runOnce({ seed: firstSeed, host: realm(), services }, raw)
    expect(findings.join('\n')).toContain('nobody caught Error: escaped')
  })
})

test.each(hosts)('on %s a service is attacked because a kernel has it', async (_name, host) => {
  const { service, seen } = counting()
  const options = { seed: firstSeed, host: host(), services: [service] }
  const { findings } = await runOnce(options, raw)
  expect(findings).toEqual([])
  expect(seen.get('None')).toBeGreaterThan(0)
  expect(seen.get('All')).toBeGreaterThan(0)
})
