// SPDX-License-Identifier: ISC

// A static Go program: goroutines, channels, timers, garbage, files, processes and
// the network, all through Go's own system calls.
package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"sync"
	"syscall"
	"time"
)

func goroutines() int {
	var wg sync.WaitGroup
	results := make(chan int, 100)
	for i := 0; i < 1000; i++ {
		wg.Add(1)
		go func(n int) {
			defer wg.Done()
			time.Sleep(time.Millisecond)
			results <- n * n
		}(i)
	}
	go func() { wg.Wait(); close(results) }()
	sum := 0
	for r := range results {
		sum += r
	}
	return sum
}

// busy loops are preempted by signals.
func preempted() bool {
	done := make(chan bool)
	for i := 0; i < 4; i++ {
		go func() {
			for x := 0; ; x++ {
			}
		}()
	}
	go func() { time.Sleep(20 * time.Millisecond); done <- true }()
	return <-done
}

func web() int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "you asked %s", r.URL.Path)
	}))
	total := 0
	for i := 0; i < 100; i++ {
		r, err := http.Get(fmt.Sprintf("http://%s/%d", l.Addr(), i))
		if err != nil {
			panic(err)
		}
		b, _ := io.ReadAll(r.Body)
		r.Body.Close()
		total += len(b)
	}
	return total
}

func garbage() int {
	n := 0
	for i := 0; i < 200000; i++ {
		n += len(make([]byte, 1000))
	}
	runtime.GC()
	return n
}

func nilDereference() (what any) {
	defer func() { what = recover() }()
	var p *int
	return *p
}

func main() {
	if len(os.Args) > 1 {
		fmt.Println("child", os.Args[1])
		os.Exit(6)
	}
	fmt.Println("goroutines", goroutines())
	fmt.Println("web", web())
	fmt.Println("garbage", garbage())
	fmt.Println("nil", nilDereference())
	os.WriteFile("/tmp/go", []byte("text"), 0o600)
	b, _ := os.ReadFile("/tmp/go")
	fmt.Printf("file %x\n", sha256.Sum256(b))
	out, err := exec.Command("/proc/self/exe", "arg").Output()
	fmt.Printf("process %s%v\n", out, err)
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGUSR1)
	syscall.Kill(os.Getpid(), syscall.SIGUSR1)
	fmt.Println("signal", <-c)
	fmt.Println("preempted", preempted())
}
