import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { run } from './readme-example.ts'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

describe('the example of the README', () => {
  it('is the file that this test runs', () => {
    expect(read('../README.md')).toContain('```ts\n' + read('./readme-example.ts') + '```')
  })

  it('does what its last lines say', async () => {
    const [, wanted = ''] = read('./readme-example.ts').split('return log\n}\n\n')
    expect((await run()).map((line) => `// ${line}\n`).join('')).toBe(wanted)
  })
})
