// The demo, on bytes of the test, on both process hosts: every step of the capability scenario
// writes its line.

import { createHash } from 'node:crypto'
import { boot, cloningRealm, type Kernel, type ProcessHost, realm } from '@kos/kernel'
import { describe, expect, test } from 'vitest'
import { demoSolution } from '../src/solution.ts'

const content = Uint8Array.from({ length: 200_000 }, (_, index) => (index * 31) ^ (index >> 8))

async function runDemo(host: ProcessHost): Promise<{ lines: string[]; kernel: Kernel }> {
  const lines: string[] = []
  const kernel = boot(demoSolution(content), {
    host,
    output: ({ process, text }) => lines.push(`${process}: ${text}`),
  })
  await kernel.run({ until: kernel.task('Client') })
  kernel.kill('Unlucky', 'killed')
  await kernel.run({ until: 'idle' })
  return { lines, kernel }
}

describe.each([
  ['realm', realm],
  ['cloning realm', cloningRealm],
])('the demo in a %s', (_name, host) => {
  test('reads the file by handle, and frees every context that was given out', async () => {
    const { lines, kernel } = await runDemo(host())
    const digest = createHash('sha256').update(content).digest('hex')
    expect(lines).toContain(`Client: SHA-256 ${digest}`)
    expect(
      lines.find((line) => line.startsWith('Client: read 200000 bytes in 4 blocks')),
    ).toBeDefined()
    expect(lines).toContain(
      'Client: reading after close: rcHandleRevoked: the rights to the resource were revoked',
    )
    expect(lines.filter((line) => line.includes('context freed')).at(-1)).toMatch(
      /context freed, 2 of 2$/,
    )
    expect(kernel.task('Client').result).toEqual({ code: 0 })
    await kernel[Symbol.asyncDispose]()
    expect(Object.values(kernel.inspect().objects).every((count) => count === 0)).toBe(true)
  })

  test('gives the intruder nothing', async () => {
    const { lines, kernel } = await runDemo(host())
    const said = lines
      .filter((line) => line.startsWith('Intruder: '))
      .map((line) => line.replace(/\d+/, 'N'))
    expect(said).toEqual([
      'Intruder: copying the handle N: rcInvalidArgument: an argument is invalid',
      'Intruder: opening the file: rcSecurityDisallow: the security policy denied the operation',
      'Intruder: reading with the handle N: rcSecurityDisallow: the security policy denied the operation',
    ])
    expect(kernel.task('Intruder').denials).toBe(2)
    await kernel[Symbol.asyncDispose]()
  })

  test('tells the server by the badge that a reader was killed', async () => {
    const { lines, kernel } = await runDemo(host())
    const unlucky = lines
      .filter((line) => line.startsWith('FileServer: '))
      .map((line) => line.replace(/opening \d/, 'opening'))
    expect(unlucky.filter((line) => line.endsWith('no handle is left'))).toHaveLength(2)
    expect(kernel.task('Unlucky').result).toEqual({ killed: 'killed' })
    await kernel[Symbol.asyncDispose]()
  })
})
