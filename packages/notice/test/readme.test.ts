import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { doors, frontDoor, garage, watch } from './readme-example.ts'
import { collector, log } from './kernel-example.ts'
import { flush } from './system.ts'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

describe('the examples of the README', () => {
  it.each(['readme-example.ts', 'kernel-example.ts'])('%s is in it', (file) => {
    expect(read('../README.md')).toContain('```ts\n' + read(`./${file}`) + '```')
  })

  it('watch doors', async () => {
    const lines: string[] = []
    expect([doors.entries, doors.pending]).toEqual([2, 1])
    const watching = watch((line) => lines.push(line))
    await flush()
    garage[Symbol.dispose]()
    await flush()
    frontDoor.signal(1)
    await flush()
    doors.release()
    await watching
    expect(lines).toEqual([
      'door 1: opened closed',
      'door 2 is gone',
      'door 1: opened ',
      'the receiver was released',
    ])
  })

  it('collect from a thread', async () => {
    await collector.ended
    expect(log).toEqual(['entry 42: 100', 'entry 42: 10000'])
  })
})
