import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { simulate } from './readme-example.ts'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

describe('the example of the README', () => {
  it('is the file that this test runs', () => {
    expect(read('../README.md')).toContain('```ts\n' + read('./readme-example.ts') + '```')
  })

  it('gives what its last lines say', async () => {
    const said = [...read('./readme-example.ts').matchAll(/^\/\/ (\d+: .*)$/gm)].map(
      ([, line]) => line,
    )
    expect(said).toHaveLength(4)
    expect(await simulate()).toEqual(said)
  })
})
