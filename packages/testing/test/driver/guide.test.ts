// The guide shows the files beside this one as they are; what is generated of them is up to date.

import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describeSolution, writeGenerated } from '@kos/solution'
import { expect, test } from 'vitest'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
const folder = fileURLToPath(new URL('.', import.meta.url))

test('the guide shows each file', () => {
  const guide = read('../../docs/drivers.md')
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'guide.test.ts')
    .map(({ parentPath, name }) => `${parentPath.replace(/\/$/, '')}/${name}`)
    .filter((path) => !path.includes('/generated/'))
  expect(files).toHaveLength(10)
  for (const path of files) expect(guide).toContain(`\n${readFileSync(path, 'utf8')}\`\`\`\n`)
})

test('the modules that are generated of its files are up to date', () => {
  expect(writeGenerated(describeSolution(`${folder}scales`))).toEqual([])
})
