// The example of the README about tests, run; and held to be the same text.

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { formatTests, runTests } from '../../src/pal/index.ts'
import { loadPolicy } from '../../src/psl/index.ts'
import { files } from './fixture.ts'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const policy = readFileSync(new URL('example/security.psl', import.meta.url), 'utf8')
const blocks = [...readme.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text)

test('the README has the tests of the example, and what they print', () => {
  const tests = policy.slice(policy.indexOf('assert "calculator"'))
  expect(blocks).toContain(tests)
  const all: Readonly<Record<string, string>> = { ...files, 'security.psl': policy }
  const report = runTests(loadPolicy('security.psl', { read: (path) => all[path] ?? null }))
  expect(report.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  expect(blocks).toContain(`${formatTests(report)}\n`)
})
