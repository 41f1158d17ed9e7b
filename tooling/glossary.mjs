// The glossary of ARCHITECTURE.md has only names of the code: every name in code font in the second
// column is an identifier in `src` of a package. So a rename that forgets the glossary is found.

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** The identifiers of all packages. */
function identifiers() {
  const found = new Set()
  for (const name of readdirSync(join(root, 'packages'))) {
    const src = join(root, 'packages', name, 'src')
    for (const file of readdirSync(src, { recursive: true })) {
      if (!file.endsWith('.ts')) continue
      for (const [word] of readFileSync(join(src, file), 'utf8').matchAll(/\w+/g)) found.add(word)
    }
  }
  return found
}

/** The names in code font in the second column of the table after the heading. */
function glossaryNames() {
  const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')
  const rows = text.slice(text.indexOf('\n## Glossary')).split('\n')
  const meanings = rows.filter((row) => row.startsWith('| ')).map((row) => row.split('|')[2])
  return meanings.flatMap((cell) => Array.from(cell.matchAll(/`(\w+)`/g), ([, name]) => name))
}

const known = identifiers()
const names = glossaryNames()
const unknown = names.filter((name) => !known.has(name))
for (const name of unknown) console.error(`ARCHITECTURE.md: no package has the name ${name}`)
if (unknown.length > 0 || names.length === 0) process.exit(1)
