#!/usr/bin/env node
// The command itself: everything is in `src/`.
import { fileURLToPath } from 'node:url'

// Who reads the output may have enough of it: `kos run --json | head -3`.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

// In a clone of the repository that is not built, or not wholly.
function isUnbuilt({ code, message }) {
  const unbuilt = /^Cannot find module '[^']*packages[\\/][\w-]+[\\/]dist[\\/]/
  return code === 'ERR_MODULE_NOT_FOUND' && unbuilt.test(message)
}

try {
  const { main } = await import('../dist/index.js')
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!isUnbuilt(error)) throw error
  const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/[\\/]$/, '')
  const build = 'npm run pnpm -- exec turbo run build --filter=@kos/cli...'
  process.stderr.write(`kos: it is not built: run ${build} in ${root}\n`)
  process.exitCode = 1
}
