   // The loop of Tiles.run for a GPU. DOWN × ACROSS work-items have TALL × WIDE elements each, in blocks of 4 × 4 that lie
   // DOWN and ACROSS blocks apart, so that neighbours read neighbours of local memory, four numbers at once. While a step
   // of the depth is multiplied, the next one is on its way into registers. Each element is Tiles.run's sum, in its order.
   #define ITEMS (DOWN * ACROSS)
   #define ROWS (DOWN * TALL)
   #define COLUMNS (ACROSS * WIDE)
   #define LEFTS (ROWS * STEP / ITEMS)
   #define RIGHTS (COLUMNS * STEP / ITEMS)
   // Four more than a row needs, so that what neighbours write down the depth lies in different banks.
   #define LEFT_ROW (ROWS + 4)
   #define RIGHT_ROW (COLUMNS + 4)
   // Neighbours fetch along the axis that lies in a row in memory.
   #define LEFT_K(at) (LEFT_ALONG_DEPTH ? (at) % STEP : (at) / ROWS)
   #define LEFT_AT(at) (LEFT_ALONG_DEPTH ? (at) / STEP : (at) % ROWS)
   #define RIGHT_K(at) (RIGHT_ALONG_DEPTH ? (at) % STEP : (at) / COLUMNS)
   #define RIGHT_AT(at) (RIGHT_ALONG_DEPTH ? (at) / STEP : (at) % COLUMNS)
   #define FETCH(first) \
      for (int i = 0; i < LEFTS; i++) { \
         int at = item + i * ITEMS; \
         int k = (first) + LEFT_K(at); \
         int of = row + LEFT_AT(at); \
         nextLeft[i] = of < this->rows && k < end ? LEFT(this, product, of, k) : 0.0f; \
      } \
      for (int i = 0; i < RIGHTS; i++) { \
         int at = item + i * ITEMS; \
         int k = (first) + RIGHT_K(at); \
         int of = column + RIGHT_AT(at); \
         nextRight[i] = of < this->columns && k < end ? RIGHT(this, product, k, of) : 0.0f; \
      }
   // The kernel's own local arrays are aligned for single numbers only.
   __local float4 leftFours[STEP * LEFT_ROW / 4];
   __local float4 rightFours[STEP * RIGHT_ROW / 4];
   __local float *leftNumbers = (__local float *)leftFours;
   __local float *rightNumbers = (__local float *)rightFours;
   const int item = get_local_id(0);
   const int down = item / ACROSS;
   const int across = item % ACROSS;
   const int which = get_group_id(0);
   const int wide = (this->columns + COLUMNS - 1) / COLUMNS;
   const int high = (this->rows + ROWS - 1) / ROWS;
   const int column = which % wide * COLUMNS;
   const int row = which / wide % high * ROWS;
   const int part = which / wide / high;
   const int slice = part / this->products;
   const int product = part - slice * this->products;
   const int start = this->slices > 1 ? slice * this->span : 0;
   const int end = this->slices > 1 ? min(start + this->span, this->depth) : this->depth;
   float sums[TALL][WIDE];
   float nextLeft[LEFTS];
   float nextRight[RIGHTS];
   for (int i = 0; i < TALL; i++) {
      for (int j = 0; j < WIDE; j++) {
         sums[i][j] = 0.0f;
      }
   }
   FETCH(start)
   for (int first = start; first < end; first += STEP) {
      for (int i = 0; i < LEFTS; i++) {
         int at = item + i * ITEMS;
         leftNumbers[LEFT_K(at) * LEFT_ROW + LEFT_AT(at)] = nextLeft[i];
      }
      for (int i = 0; i < RIGHTS; i++) {
         int at = item + i * ITEMS;
         rightNumbers[RIGHT_K(at) * RIGHT_ROW + RIGHT_AT(at)] = nextRight[i];
      }
      barrier(CLK_LOCAL_MEM_FENCE);
      FETCH(first + STEP)
      for (int k = 0; k < STEP; k++) {
         float a[TALL];
         float b[WIDE];
         for (int i = 0; i < TALL; i += 4) {
            float4 four = leftFours[(k * LEFT_ROW + i * DOWN) / 4 + down];
            a[i] = four.x;
            a[i + 1] = four.y;
            a[i + 2] = four.z;
            a[i + 3] = four.w;
         }
         for (int j = 0; j < WIDE; j += 4) {
            float4 four = rightFours[(k * RIGHT_ROW + j * ACROSS) / 4 + across];
            b[j] = four.x;
            b[j + 1] = four.y;
            b[j + 2] = four.z;
            b[j + 3] = four.w;
         }
         for (int i = 0; i < TALL; i++) {
            for (int j = 0; j < WIDE; j++) {
               sums[i][j] = fma(a[i], b[j], sums[i][j]);
            }
         }
      }
      barrier(CLK_LOCAL_MEM_FENCE);
   }
   for (int i = 0; i < TALL; i++) {
      for (int j = 0; j < WIDE; j++) {
         PUT(this, slice, product, row + i / 4 * 4 * DOWN + down * 4 + i % 4, column + j / 4 * 4 * ACROSS + across * 4 + j % 4,
               sums[i][j]);
      }
   }
