import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { defineInterface, plainHandles, sint64, string, uint16, uint32 } from '../src/index.ts'
import type { Request, RequestInit } from '../src/index.ts'

test('the example of the README does what it says', () => {
  // begin
  const Store = defineInterface('demo.Store', {
    Put: {
      in: { name: string(32), amount: sint64 },
      out: { index: uint32 },
      error: { status: uint16 },
    },
    Clear: {},
  })

  // Buffers for one request, and a value for it. The types follow from the definition.
  const { request } = Store.Put
  const view = new DataView(new ArrayBuffer(request.size))
  const arena = new Uint8Array(request.arenaSize)
  const value: RequestInit<typeof Store.Put> = { name: 'lamp', amount: 3n }

  // The sender: -1 says that a value does not fit its type.
  const used = request.encode(value, 0, view, arena)

  // The receiver: check first, then read.
  const fault = request.validate(view, request.size, arena, used)
  if (fault !== null) throw new Error(fault)
  const received: Request<typeof Store.Put> = request.decode(view, arena, plainHandles)
  // received is { name: 'lamp', amount: 3n }
  // end
  expect(received).toEqual({ name: 'lamp', amount: 3n })
  expect(used).toBe(5)
})

test('the README holds this example', () => {
  const source = readFileSync(new URL(import.meta.url), 'utf8')
  const example = source.slice(source.indexOf('  // begin\n') + 11, source.indexOf('  // end\n'))
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  expect(readme).toContain(example.replaceAll(/^ {2}/gm, ''))
  expect(readme.trimEnd().split('\n').at(-1)).toBe(
    'kos is independent work, not affiliated with Kaspersky.',
  )
})
