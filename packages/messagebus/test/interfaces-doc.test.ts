// The page about the documented interfaces: its example is the file beside this one, which runs here
// and prints what it says, and its table has every method of every interface.

import { readFileSync } from 'node:fs'
import { allowAll, createFullKernel, VirtualClock } from '@kos/kernel'
import { unwrap } from '@kos/libkos'
import { expect, onTestFinished, test, vi } from 'vitest'
import { InitConnection, messageBusProcess } from '../src/process.ts'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
const page = read('../docs/interfaces.md')

test('the example prints what the page says', async () => {
  expect(page).toContain('```ts\n' + read('./interfaces-example.ts') + '```')
  const lines: string[] = []
  const spy = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line))
  onTestFinished(() => spy.mockRestore())
  await import('./interfaces-example.ts')
  expect(page).toContain('```\n' + lines.join('\n') + '\n```')
})

/** Methods that are kos's own. */
const own: ReadonlySet<string> = new Set(['constructor', 'CreateBundles'])

test('the table has every other method that the access library has', async () => {
  const kernel = createFullKernel({ clock: new VirtualClock(), security: allowAll() })
  await using _ = kernel
  const name = 'kl.MessageBus'
  kernel.spawn(messageBusProcess(), { name, className: name })
  kernel.spawn(null, { name: 'A', connections: { [name]: name } })
  const connected = kernel.as('A', async (kos) => unwrap(await InitConnection(kos, name)))
  await kernel.run({ until: connected })
  const { busFactory } = await connected
  const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(busFactory))
  const documented = [...page.matchAll(/\| `I\w+::(\w+)\(/g)].map(([, method]) => method)
  expect(new Set(documented)).toEqual(
    new Set([...methods.filter((method) => !own.has(method)), 'OnMessage']),
  )
})
