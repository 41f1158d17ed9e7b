#!/usr/bin/env node
// The command itself: everything is in `src/`.
import { main } from '../dist/index.js'

// Who reads the output may have enough of it: `kos run --json | head -3`.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

process.exitCode = await main(process.argv.slice(2))
