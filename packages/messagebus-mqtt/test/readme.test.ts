// The example of the README is the file beside this one, which runs here and prints what it says.

import { readFileSync } from 'node:fs'
import { format } from 'node:util'
import { expect, onTestFinished, test, vi } from 'vitest'
import { aedesBroker } from './aedes-broker.ts'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

test('the example prints what the README says', async () => {
  const readme = read('../README.md')
  expect(readme).toContain('```ts\n' + read('./readme-example.ts') + '```')
  vi.stubEnv('MQTT_URL', (await aedesBroker()).url)
  const lines: string[] = []
  const spy = vi.spyOn(console, 'log').mockImplementation((...parts: readonly unknown[]) => {
    lines.push(format(...parts))
  })
  onTestFinished(() => {
    spy.mockRestore()
    vi.unstubAllEnvs()
  })
  await import('./readme-example.ts')
  expect(readme).toContain('```\n' + lines.join('\n') + '\n```')
})
