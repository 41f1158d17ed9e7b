// Writes the table of conformance of `@kos/posix` from its data: `node tooling/conformance-table.mjs`.
// packages/posix/table has a file for each header, with a row for each function; standard.json has
// the functions of the standard. The test of the table holds data, page and functions together.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = new URL('../packages/posix/table/', import.meta.url)
const page = new URL('../packages/posix/docs/conformance.md', import.meta.url)

/** Where the documentation lists what is limited. */
const documented = 'https://support.kaspersky.com/help/kce/1.0/en-US/posix_uns_ifaces.htm'

const statusText = {
  full: 'as the standard',
  deviation: 'with a deviation',
  stub: 'stub',
  absent: 'not there',
}

/** The functions of the standard by header, and the headers that are left out. */
export function standard() {
  return JSON.parse(readFileSync(new URL('standard.json', folder), 'utf8'))
}

/** All rows, by header. */
export function conformanceRows() {
  const files = readdirSync(folder).filter(
    (file) => file.endsWith('.json') && file !== 'standard.json',
  )
  return files.toSorted().flatMap((file) => {
    const { header, functions } = JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
    return functions.map((row) => ({ header, file, ...row }))
  })
}

function cell(text) {
  return text.replaceAll('|', String.raw`\|`)
}

function counted(rows) {
  const of = (status) => rows.filter((row) => row.status === status).length
  return Object.entries(statusText)
    .map(([status, text]) => `${of(status)} ${text}`)
    .join(', ')
}

/** The page. */
export function conformancePage() {
  const rows = conformanceRows()
  const { 'left out': leftOut } = standard()
  const headers = [...new Set(rows.map(({ header }) => header))].toSorted((a, b) =>
    a < b ? -1 : 1,
  )
  const lines = [
    '# Table of conformance',
    '',
    '<!-- Made by `node tooling/conformance-table.mjs` from `table`. Do not edit. -->',
    '',
    'The functions of POSIX.1-2008 without XSI, as `@kos/posix` has them: as the standard says, with a',
    `deviation, as a stub (errno is ENOSYS, the answer -1), or not at all. Deviations, stubs and what is`,
    `not there are those that the documentation lists ([unsupported interfaces](${documented})), or say`,
    'why. Every row has its test.',
    '',
    `${rows.length} functions: ${counted(rows)}.`,
    '',
  ]
  for (const header of headers) {
    lines.push(
      `## ${header}`,
      '',
      '| function | status | note | test |',
      '| --- | --- | --- | --- |',
    )
    const own = rows.filter((row) => row.header === header)
    for (const { name, status, note = '', test } of own.toSorted((a, b) =>
      a.name < b.name ? -1 : 1,
    ))
      lines.push(
        `| \`${name}\` | ${statusText[status]} | ${cell(note)} | [${test.replace(/^test\//, '')}](../${test}) |`,
      )
    lines.push('')
  }
  lines.push('## What is left out', '', '| headers | why |', '| --- | --- |')
  for (const [names, why] of Object.entries(leftOut)) lines.push(`| ${names} | ${why} |`)
  return `${lines.join('\n')}\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(page, conformancePage())
