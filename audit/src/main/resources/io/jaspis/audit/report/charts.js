"use strict";
(() => {
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const font = "12px system-ui, sans-serif";
  // Steps of an axis that counts.
  const counts = [0, 1, 2, 3, 4, 5, 6].flatMap(power => [1, 2, 5].map(digit => digit * 10 ** power));
  const axis = (label, size, more) => ({
    label, labelFont: font, font, labelSize: 22, size,
    values: (_, ticks) => ticks.map(number),
    stroke: () => colour("--soft"),
    grid: {stroke: () => colour("--line"), width: 1},
    ticks: {stroke: () => colour("--line"), width: 1},
    ...more,
  });
  // Each x has a mark, where these are few enough to be told apart.
  const steps = align => (name, count) => ({
    width: 2.5,
    paths: uPlot.paths.stepped({align}),
    points: {show: count < 50, size: 7, width: 2, stroke: () => colour(name), fill: () => colour("--paper")},
  });
  const styles = {
    AS_AT_LARGER: steps(-1),
    AS_AT_SMALLER: steps(1),
    PLAIN: (_, count) => ({width: 2, spanGaps: true, points: {show: count < 3}}),
  };
  const number = value => value == null ? "" : String(Number(value.toPrecision(4)));

  // A dotted line across the plot.
  const mark = at => plot => {
    const x = Math.round(plot.valToPos(at, "x", true));
    const {left, top, width, height} = plot.bbox;
    if (x < left || x > left + width) {
      return;
    }
    const context = plot.ctx;
    context.save();
    context.strokeStyle = colour("--ink");
    context.lineWidth = 1.5 * devicePixelRatio;
    context.setLineDash([2 * devicePixelRatio, 4 * devicePixelRatio]);
    context.beginPath();
    context.moveTo(x, top);
    context.lineTo(x, top + height);
    context.stroke();
    context.restore();
  };

  // The numbers under the pointer.
  const read = (chart, readout) => plot => {
    const i = plot.cursor.idx;
    readout.textContent = i == null ? ""
      : chart.readout + plot.data[0][i] + ": " + chart.series.map((line, j) => {
        const value = plot.data[j + 1][i];
        return line.name + " " + (line.texts.length ? line.texts[i] : value == null ? "–" : number(value));
      }).join(", ");
  };

  const plots = [];
  for (const chart of charts) {
    const place = document.getElementById(chart.id);
    const height = () => chart.shares
      ? Math.max(240, Math.min(360, place.clientWidth * 0.42))
      : Math.max(180, Math.min(280, place.clientWidth * 0.34));
    const drawn = value => value === null || !chart.shares ? value : value * 100;
    const hooks = {draw: [], setCursor: []};
    if (chart.mark !== null) {
      hooks.draw.push(mark(chart.mark));
    }
    const readout = document.createElement("p");
    readout.className = "readout";
    readout.ariaHidden = "true";
    place.after(readout);
    hooks.setCursor.push(read(chart, readout));
    const plot = new uPlot({
      width: place.clientWidth,
      height: height(),
      legend: {show: false},
      cursor: {
        drag: {x: false, y: false},
        ...(chart.whole ? {sync: {key: chart.xName}} : {points: {show: false}}),
      },
      scales: {x: {time: false}, y: chart.shares ? {range: [0, 100]} : {}},
      axes: [axis(chart.xName, 34, chart.whole ? {incrs: counts} : {}), axis(chart.yName, chart.shares ? 46 : 64)],
      series: [{label: chart.xName}, ...chart.series.map(line => ({
        label: line.name,
        stroke: () => colour(line.colour),
        dash: line.dash,
        ...styles[line.style](line.colour, chart.x.length),
      }))],
      bands: chart.gap ? [{series: [2, 1], fill: () => colour("--gap-fill")}] : [],
      hooks,
    }, [chart.x, ...chart.series.map(line => line.values.map(drawn))], place);
    plots.push(plot);
    new ResizeObserver(() => {
      if (place.clientWidth !== plot.width) {
        plot.setSize({width: place.clientWidth, height: height()});
      }
    }).observe(place);
  }
  // Paper is white also where the screen is dark.
  for (const medium of ["(prefers-color-scheme: dark)", "print"]) {
    matchMedia(medium).addEventListener("change", () => plots.forEach(plot => plot.redraw(false, true)));
  }
})();
