// Runs the demo on a file, as `kos run` runs any folder: `npm run demo -- PATH`. With `--graph FILE`
// it draws the solution first; what else is on the command line is for `kos run`.

import { fileURLToPath } from 'node:url'
import { main } from '@kos/cli'

const folder = fileURLToPath(new URL('..', import.meta.url))
const args = process.argv.slice(2)

const graph = args.indexOf('--graph')
if (graph >= 0) await main(['graph', folder, '--svg', '-o', ...args.splice(graph, 2).slice(1)])
const isPath = args[0] !== undefined && !args[0].startsWith('-')
const file = isPath ? ['--disk', `disk0=${args.shift()}`] : []
process.exitCode = await main(['run', folder, '--statistics', ...file, ...args])
