# Draws figure.png from finite.csv and infinite.csv; `run` makes both.
set terminal pngcairo size 1400,470 font "sans,11"
set output "figure.png"
set datafile separator ","
set logscale xy
set format x "10^{%T}"
set format y "10^{%T}"
set grid
set xlabel "prompt length L"
set xrange [10:30000]
set yrange [2e-5:0.3]
gap(s) = real(system(sprintf("awk -F, '$1 == %g { print $3 }' infinite.csv", s)))
set multiplot layout 1,4
unset key
set ylabel "mean squared error of the output"
do for [s in "0.5 1 2"] {
  set title "slope s = ".s
  if (s eq "2") { set key bottom left Left reverse font ",8" samplen 1.5 width -3 }
  floor = gap(real(s))
  plot "finite.csv" using ($1 == real(s) ? $2 : 1/0):3 with lines lw 2 lc rgb "black" title "Gaussian, exact", \
       "" using ($1 == real(s) ? $2 : 1/0):4:5 with yerrorbars pt 6 lc rgb "#1f4e9c" title "rows, to their limit", \
       "" using ($1 == real(s) ? $2 : 1/0):6:7 with yerrorbars pt 5 lc rgb "#d08020" title "rows, to the linear one", \
       floor with lines dt 2 lw 1 lc rgb "#d08020" title "the same, L infinite"
  unset ylabel
}
unset key
set title "infinite prompt"
set xlabel "slope s"
set ylabel "squared distance from linear / squared signal"
set xrange [0.1:10]
set yrange [1e-3:1]
plot "infinite.csv" using 1:4 with linespoints pt 7 lw 2 lc rgb "#d08020"
unset multiplot
