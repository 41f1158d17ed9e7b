// Writes a page into a file, and sends it to whoever connects to port 80.
import {
  AF_INET,
  htonl,
  htons,
  INADDR_ANY,
  O_RDONLY,
  posixMain,
  SOCK_STREAM,
  sockaddr_in,
} from '@kos/posix'

const page = '/www/index.html'

export default posixMain(async (_argc, _argv, p) => {
  // Says what went wrong, and is the exit status.
  const failed = async (what = page) => {
    await p.perror(what)
    return 1
  }

  const file = await p.fopen(page, 'w')
  if (file === null) return failed()
  await p.fprintf(file, '<title>%s</title>\n<h1>Hello, %s!</h1>\n', page, 'world')
  if ((await p.fclose(file)) !== 0) return failed()

  const listener = await p.socket(AF_INET, SOCK_STREAM, 0)
  const address = new sockaddr_in(htons(80), htonl(INADDR_ANY))
  if ((await p.bind(listener, address)) < 0) return failed('bind')
  if ((await p.listen(listener, 5)) < 0) return failed('listen')

  const bytes = new Uint8Array(512)
  for (;;) {
    const socket = await p.accept(listener, null)
    if (socket < 0) return failed('accept')
    const fd = await p.open(page, O_RDONLY)
    let count = await p.read(fd, bytes)
    while (count > 0 && (await p.send(socket, bytes, count, 0)) === count)
      count = await p.read(fd, bytes)
    await p.close(fd)
    await p.close(socket)
  }
})
