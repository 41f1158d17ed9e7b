// The example of the README is the file beside this one, which runs here and prints what it says.

import { readFileSync } from 'node:fs'
import { format } from 'node:util'
import { expect, onTestFinished, test, vi } from 'vitest'
import { describeNats, freePort, NatsServer } from './nats-server.ts'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
const readme = read('../README.md')

/** What the example prints with a server there, or none. */
async function printed(servers: string, run: string): Promise<string> {
  vi.stubEnv('NATS_SERVERS', servers)
  const lines: string[] = []
  const print = (...parts: readonly unknown[]): void => void lines.push(format(...parts))
  const spy = vi.spyOn(console, 'log').mockImplementation(print)
  onTestFinished(() => {
    spy.mockRestore()
    vi.unstubAllEnvs()
  })
  await import(/* @vite-ignore */ `./readme-example.ts?${run}`)
  return lines.join('\n')
}

test('the example is that of the README, and says that there is no server', async () => {
  expect(readme).toContain('```ts\n' + read('./readme-example.ts') + '```')
  const text = await printed(`127.0.0.1:${await freePort()}`, 'without')
  expect(text).toMatch(/^NATS: connecting: connection refused/)
})

describeNats('the example', () => {
  test('prints what the README says', async () => {
    await using server = await NatsServer.start()
    const text = await printed(server.servers, 'with')
    expect(readme).toContain('```\n' + text + '\n```')
  })
})
