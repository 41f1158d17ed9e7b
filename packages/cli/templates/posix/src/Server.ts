// Writes a page, and sends it to whoever connects to port 80.
import {
  AF_INET,
  htonl,
  htons,
  INADDR_ANY,
  O_RDONLY,
  type Posix,
  posixMain,
  SOCK_STREAM,
  sockaddr_in,
} from '@kos/posix'

const page = '/www/index.html'

export default posixMain(async (_argc, _argv, p) => {
  if (!(await writePage(p))) return failed(p, page)
  const listener = await p.socket(AF_INET, SOCK_STREAM, 0)
  const address = new sockaddr_in(htons(80), htonl(INADDR_ANY))
  if ((await p.bind(listener, address)) < 0) return failed(p, 'bind')
  if ((await p.listen(listener, 5)) < 0) return failed(p, 'listen')
  for (;;) {
    const socket = await p.accept(listener, null)
    if (socket < 0) return failed(p, 'accept')
    if (!(await sendPage(p, socket))) await failed(p, page)
    await p.close(socket)
  }
})

async function writePage(p: Posix): Promise<boolean> {
  const file = await p.fopen(page, 'w')
  if (file === null) return false
  await p.fprintf(file, '<title>%s</title>\n<h1>Hello, %s!</h1>\n', page, 'world')
  return (await p.fclose(file)) === 0
}

async function sendPage(p: Posix, socket: number): Promise<boolean> {
  const file = await p.open(page, O_RDONLY)
  if (file < 0) return false
  const bytes = new Uint8Array(512)
  let count = await p.read(file, bytes)
  while (count > 0 && (await p.send(socket, bytes, count, 0)) === count)
    count = await p.read(file, bytes)
  await p.close(file)
  return count === 0
}

/** Says what went wrong, and is the exit status. */
async function failed(p: Posix, what: string): Promise<number> {
  await p.perror(what)
  return 1
}
