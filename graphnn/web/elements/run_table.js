import { RunTable } from "graphnn-canvas";

export default RunTable;
