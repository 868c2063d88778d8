// SPDX-License-Identifier: ISC
// Answers with what a worker thread and a child process compute.
const { Worker, isMainThread, parentPort } = require('worker_threads');
const { execFile } = require('child_process');

function sum(n) {
	let s = 0;

	for (let i = 1; i <= n; i++)
		s += i;
	return s;
}

if (!isMainThread) {
	parentPort.once('message', n => parentPort.postMessage(sum(n)));
} else {
	const worker = n => new Promise((done, failed) => {
		const w = new Worker(__filename);

		w.once('message', done);
		w.once('error', failed);
		w.postMessage(n);
	});
	const child = () => new Promise((done, failed) => {
		execFile('/bin/sh', ['-c', 'id -u'], (e, out) =>
			e ? failed(e) : done(out.trim()));
	});
	const server = require('http').createServer(async (request, answer) => {
		answer.end(`${await worker(100000)} by ${await child()}\n`);
	});

	process.on('SIGTERM', () => server.close(() => process.exit(3)));
	server.listen(3000, () => console.log('serves'));
}
