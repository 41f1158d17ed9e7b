import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { RetcodeError, unwrap } from '@kos/retcode'
import { openValve, registry, report } from './readme-example.ts'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

describe('the example of the README', () => {
  it('is the file that this test runs', () => {
    expect(read('../README.md')).toContain('```ts\n' + read('./readme-example.ts') + '```')
  })

  it('does what its last lines say', () => {
    const lines = [...read('./readme-example.ts').matchAll(/^report\((.*)\) \/\/ '(.*)'$/gm)]
    expect(lines).toHaveLength(3)
    for (const [, turns, said] of lines) expect(report(Number(turns))).toBe(said)
  })

  it('can be used with exceptions', () => {
    expect(unwrap(openValve(1)).angle).toBe(36)
    expect(() => unwrap(openValve(11))).toThrow(RetcodeError)
    const { rc } = openValve(11)
    expect(registry.find(Number(rc))?.name).toBe('rcValveStuck')
  })
})
