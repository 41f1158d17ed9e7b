// The example of docs/psl.md for tools, run; and held to be the same text.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { Diagnostics, formatDiagnostic } from '@kos/idl-compiler/text'
import { expandTemplate, formatPsl, parsePsl } from '../../src/psl/index.ts'

const template = `use nk.base._
@INIT_EXTERNAL_ENTITIES@
{% if BOARD == "RPI4" %}
request src=demo.Client, dst=demo.Server { match method=Set { assert(message.value<=7); } }
{% endif %}
`
const values = { externalEntities: ['kl.VfsNet'], variables: { BOARD: 'RPI4' } }

const diagnostics = new Diagnostics()
const text = expandTemplate('security.psl.in', template, values, diagnostics)
const file = parsePsl('security.psl.in', text, diagnostics)
for (const diagnostic of diagnostics.list) console.error(formatDiagnostic(diagnostic))

const kinds = file.declarations.map(({ kind }) => kind) // use-psl, use-edl, binding
const formatted = formatPsl(file)

const page = readFileSync(new URL('../../docs/psl.md', import.meta.url), 'utf8')

test('the example of docs/psl.md is the code of this test', () => {
  const own = readFileSync(new URL(import.meta.url), 'utf8')
  const code = own.slice(own.indexOf('const template ='), own.indexOf('const page ='))
  expect(page).toContain(`'@kos/security/psl'\n\n${code.trimEnd()}\n\`\`\``)
})

test('the example does what docs/psl.md says', () => {
  expect(diagnostics.list).toEqual([])
  expect(kinds).toEqual(['use-psl', 'use-edl', 'binding'])
  expect(page).toContain(`\`\`\`\n${formatted}\`\`\``)
})
