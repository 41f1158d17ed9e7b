#!/usr/bin/env node
// The command itself: everything is in `src/`.
import { main } from '../dist/index.js'

process.exitCode = await main(process.argv.slice(2))
